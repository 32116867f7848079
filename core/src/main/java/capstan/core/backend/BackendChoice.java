package capstan.core.backend;

import capstan.core.kernel.Backend;

/**
 * A backend and why it was taken.
 *
 * @param backend the backend; its taker closes it
 * @param reason one line for people
 * @param fallback whether a faster backend was wanted and could not be had; the reason is then
 *     worth a warning
 */
public record BackendChoice(Backend backend, String reason, boolean fallback) {}
