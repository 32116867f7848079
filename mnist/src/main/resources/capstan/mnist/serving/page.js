// Puts the page together: what is drawn goes to the server, what it answers into the page's parts.

import { Pad, sendable } from "./pad.js";
import { element, figure, Lengths, MOST_SHOWN, paintPixels, Routing, Sliders } from "./parts.js";
import { ask, Newest } from "./requests.js";

/** Poses and routing of more classes than this are more than a stroke should wait for. */
const MOST_ROUTED = 100;

/** Milliseconds of rest after which a prediction is spoken. */
const REST = 700;

const on = (id) => document.getElementById(id);
const lengths = new Lengths(on("lengths"));
const routing = new Routing(on("parts"), on("rounds"));
const sliders = new Sliders(on("sliders"), redraw);
const pad = new Pad(on("pad"), look, (words) => (on("pen").textContent = words));
const predictions = new Newest(predict, (trouble) => {
  tell("predictions", trouble);
  // What cannot be read must not stand beside what was read before it.
  if (trouble?.again === 0) showNothing("This could not be read.");
});
const drawings = new Newest(drawCapsule, (trouble) => tell("drawings", trouble));
const lists = new Newest(list, (trouble) => tell("lists", trouble));

let models = [];
let model = null;
let answer = null;
let resting = 0;

// What goes wrong: one line, gone once the same thing goes well.
const troubles = new Map();

function tell(what, trouble) {
  if (trouble) troubles.set(what, trouble.message);
  else troubles.delete(what);
  const line = [...troubles.values()].at(-1) ?? "";
  if (on("trouble").textContent !== line) on("trouble").textContent = line;
  on("trouble").hidden = line === "";
}

// Models.

/** Reads what models there are, and takes one of them. */
async function list(wanted) {
  // What a model does not have may be left out of its description.
  models = (await ask("models")).map((described) =>
    ({ dimensions: null, rounds: null, primary: null, measured: [], ...described }));
  on("model").replaceChildren(...models.map(({ name }) => element("option", { value: name }, name)));
  model = models.find(({ name }) => name === wanted) ?? models[0];
  if (!model) {
    on("certainty").textContent = "This server has no model yet.";
    return;
  }
  on("model").value = model.name;
  const samples = await ask(`samples/${encodeURIComponent(model.name)}`);
  choose(samples);
}

function choose(samples) {
  const { name, classes, dimensions, image, handwriting, measured } = model;
  answer = null;
  on("version").textContent = `version ${model.version}`;
  on("read-title").textContent = dimensions === null ? "What it reads" : "How long its capsules are";
  lengths.prepare(model);
  on("lengths").setAttribute("aria-label",
    dimensions === null ? "Classes and their scores" : "Classes and the lengths of their capsules");
  on("lengths-note").textContent = [
    dimensions === null ? `“${name}” has no capsules; the bars are its scores.` : "",
    classes.length > MOST_SHOWN ? `The ${MOST_SHOWN} largest of ${classes.length} classes.` : "",
  ].join(" ");
  on("explanation").hidden = dimensions === null;
  on("note").textContent = "";
  for (const canvas of [on("seen"), on("drawn"), on("turned")]) paintPixels(canvas, null, image);
  on("drawn").hidden = !model.decoder;
  on("drawn-note").textContent = model.decoder
    ? "From the longest capsule alone."
    : `“${name}” was made without a decoder, so it cannot draw.`;

  missing("turn", missingTurns());
  sliders.prepare(dimensions ?? 0);
  on("capsule").replaceChildren(
    element("option", { value: "" }, "the longest"),
    ...(classes.length <= MOST_ROUTED ? classes : []).map((one, label) =>
      element("option", { value: label }, one)));
  on("turn-note").hidden = on("turn").hidden;
  on("turn-note").textContent = measured.length > 0
    ? "The words beside a number were measured on test images: what changes, on average, from −0.25 to +0.25."
    : "Nobody has measured yet what the numbers of this model change.";

  missing("routing", missingRouting());
  if (model.rounds && model.primary) {
    const { rows, columns, types } = model.primary;
    on("routing-note").textContent = `At each of ${rows}×${columns} places, ${types} kinds of small `
      + "capsules see parts of the picture, and each foretells what the large capsules should look "
      + "like. At first they send their votes to all classes alike. Then, round by round, each sends "
      + "more to the class whose capsule agrees with it, and less to the others.";
    routing.prepare(model);
  }

  showSamples(samples);
  pad.shape(handwriting ? 1 : image.width, handwriting ? 1 : image.height);
  // What was drawn or opened stays for another model; a sample of the one before does not.
  const fits = pad.scene.pixels ? samples.some(isOn) : !pad.isEmpty;
  if (fits) look();
  else if (samples.length > 0) pad.show(sceneOf(samples[0]));
  else pad.forget();
}

/** Whether it is a sample that lies on the paper. */
function isOn(sample) {
  const { pixels } = pad.scene;
  return pixels?.length === sample.pixels.length
    && pixels.every((pixel, i) => pixel === sample.pixels[i]);
}

const sceneOf = (sample) => ({ pixels: sample.pixels, extents: model.image });

/** Shows a section, or why there is nothing in it. */
function missing(section, why) {
  on(section).hidden = why !== "";
  on(`${section}-missing`).hidden = why === "";
  on(`${section}-missing`).textContent = why;
}

function missingTurns() {
  if (model.dimensions === null) return `“${model.name}” has no capsules whose numbers could be turned.`;
  if (!model.decoder) {
    return `“${model.name}” was made without a decoder: its capsules have numbers, but nothing draws them.`;
  }
  return tooMany();
}

function missingRouting() {
  if (model.dimensions === null) return `“${model.name}” has no capsules, so there is nothing to route.`;
  if (!model.rounds || !model.primary) return `“${model.name}” comes to its capsules without rounds of routing.`;
  return tooMany();
}

function tooMany() {
  return model.classes.length <= MOST_ROUTED
    ? ""
    : `“${model.name}” has ${model.classes.length} classes, more than can be shown after every stroke.`;
}

function showSamples(samples) {
  on("samples").replaceChildren(...samples.map((sample) => {
    const canvas = element("canvas", { "aria-hidden": "true" });
    paintPixels(canvas, sample.pixels, model.image);
    const button = element("button",
      { type: "button", "aria-label": `Sample of ${sample.class}`, "aria-pressed": "false" }, canvas);
    button.addEventListener("click", () => pad.show(sceneOf(sample)));
    button.sample = sample;
    return button;
  }));
  on("samples-missing").hidden = samples.length > 0;
  on("samples-missing").textContent = model.handwriting
    ? "This server has no samples for this model."
    : `“${model.name}” did not learn handwriting, and this server has no samples of what it learnt: `
      + `open a picture like those. It is brought to ${model.image.width}×${model.image.height} pixels.`;
}

// Predictions.

/** Something else lies on the paper: has it read. */
function look() {
  on("undo").disabled = !pad.canUndo;
  on("clear").disabled = pad.isEmpty;
  for (const button of on("samples").children) {
    button.setAttribute("aria-pressed", `${isOn(button.sample)}`);
  }
  if (!model) return;
  if (pad.isEmpty) {
    predictions.forget();
    tell("predictions", null);
    showNothing("Nothing is drawn yet.");
  } else {
    predictions.wish({ model, scene: pad.scene });
  }
}

async function predict({ model: asked, scene }) {
  const shown = asked.classes.length <= MOST_ROUTED;
  const parts = ["seen"];
  if (asked.decoder) parts.push("reconstruction");
  if (asked.dimensions !== null && shown) parts.push("poses");
  if (asked.rounds && asked.primary && shown) parts.push("routing");
  const [body, type] = await sendable(scene, asked.handwriting ? { width: 1, height: 1 } : asked.image);
  const path = `predictions/${encodeURIComponent(asked.name)}?${parts.join("&")}`;
  const answered = await ask(path, body, type);
  // Another model was taken meanwhile, or the paper was cleared.
  if (asked === model && !pad.isEmpty) show(answered);
}

/** The classes to show, [{name, label, length, longest}]: all of few in their order, else the longest. */
function shownClasses() {
  const labels = new Map(model.classes.map((name, label) => [name, label]));
  const all = answer.classes.map((one) => ({
    name: one.class,
    label: labels.get(one.class),
    // A network without capsules has scores of another kind.
    length: one.length ?? one.activation ?? one.logit,
    longest: labels.get(one.class) === answer.label,
  }));
  return all.length > MOST_SHOWN
    ? all.slice(0, MOST_SHOWN)
    : all.sort((first, second) => first.label - second.label);
}

function show(answered) {
  answer = answered;
  on("version").textContent = `version ${answer.version}`;
  paintPixels(on("seen"), answer.seen, model.image);
  on("note").textContent = answer.note ? `${answer.note}.` : "";
  if (answer.reconstruction) paintPixels(on("drawn"), answer.reconstruction, model.image);
  const classes = shownClasses();
  lengths.show(classes);
  const longest = figure(classes.find((one) => one.longest).length, 2);
  on("class").textContent = answer.class;
  on("class").classList.toggle("long", answer.class.length > 3);
  on("certainty").textContent = model.dimensions === null
    ? `Score ${longest}, the largest of ${model.classes.length}.`
    : `Its capsule is ${longest} long, the longest of ${model.classes.length}.`;
  on("doubt").hidden = !answer.doubt;
  on("doubt").textContent = answer.doubt ? `In doubt: ${answer.doubt}.` : "";
  if (answer.routing) routing.show(answer.routing, classes, model.primary);
  on("capsule").options[0].textContent = `the longest (${answer.class})`;
  turn();
  clearTimeout(resting);
  resting = setTimeout(speak, REST);
}

function speak() {
  on("spoken").textContent = answer
    ? `Read as ${answer.class}. ${on("certainty").textContent} ${on("doubt").textContent}`
    : on("certainty").textContent;
}

function showNothing(why) {
  answer = null;
  drawings.forget();
  for (const canvas of [on("seen"), on("drawn"), on("turned")]) paintPixels(canvas, null, model.image);
  on("note").textContent = on("class").textContent = "";
  on("certainty").textContent = why;
  on("doubt").hidden = true;
  lengths.show(null);
  sliders.show(null, null, []);
  on("capsule").options[0].textContent = "the longest";
  on("reset").disabled = true;
  if (model.rounds && model.primary) routing.prepare(model);
  clearTimeout(resting);
  resting = setTimeout(speak, REST);
}

// The numbers of a capsule.

/** The capsule whose numbers are shown. */
function turnedLabel() {
  return on("capsule").value === "" ? answer.label : Number(on("capsule").value);
}

/** Shows a capsule's numbers and what it draws. */
function turn() {
  if (!answer?.poses || !model.decoder) return;
  const label = turnedLabel();
  const words = [];
  for (const one of model.measured) {
    if (one.class === label) words[one.dimension] = one.words;
  }
  sliders.show(answer.poses[label], label, words);
  redraw();
}

/** Whether a capsule with its numbers as they stand was already drawn in the prediction. */
function isReconstruction(label) {
  return !sliders.isMoved && label === answer.label && answer.reconstruction !== undefined;
}

function redraw() {
  if (!answer?.poses) return;
  const label = turnedLabel();
  on("reset").disabled = !sliders.isMoved;
  on("turned").setAttribute("aria-label", `What the capsule of ${model.classes[label]} draws`
    + (sliders.isMoved ? " from the numbers as they were moved" : ""));
  if (isReconstruction(label)) {
    drawings.forget();
    paintPixels(on("turned"), answer.reconstruction, model.image);
  } else drawings.wish({ model, label, pose: sliders.pose });
}

async function drawCapsule({ model: asked, label, pose }) {
  const path = `drawings/${encodeURIComponent(asked.name)}`;
  const { pixels } = await ask(path, JSON.stringify({ label, pose }), "application/json");
  // Meanwhile the numbers may have been set back, and the reconstruction stands there already.
  if (asked === model && answer && label === turnedLabel() && !isReconstruction(label)) {
    paintPixels(on("turned"), pixels, model.image);
  }
}

// Pictures from elsewhere.

async function openPicture(file) {
  if (!file) return;
  // What this browser cannot show, such as TIFF, the server may still read.
  const bitmap = await createImageBitmap(file).catch(() => null);
  pad.show({ picture: file, bitmap });
}

on("file").addEventListener("change", (event) => {
  openPicture(event.target.files[0]);
  event.target.value = "";
});
document.addEventListener("paste", (event) => openPicture(event.clipboardData.files[0]));
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  on("pad").parentElement.classList.add("dropping");
});
for (const end of ["dragleave", "drop"]) {
  document.addEventListener(end, () => on("pad").parentElement.classList.remove("dropping"));
}
document.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length === 0) return;
  event.preventDefault();
  openPicture(event.dataTransfer.files[0]);
});

// Light and dark.

const dark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : dark.matches;
}

function paint() {
  on("theme").textContent = isDark() ? "Light" : "Dark";
  on("theme").setAttribute("aria-label", `${isDark() ? "Light" : "Dark"} colours`);
  pad.draw();
  routing.draw();
}

/** What was chosen before; a browser may forbid to remember it. */
function remembered() {
  try {
    return localStorage.getItem("capstan-theme");
  } catch {
    return null;
  }
}

on("theme").addEventListener("click", () => {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("capstan-theme", theme);
  } catch {
    // Then it holds for this visit.
  }
  paint();
});
dark.addEventListener("change", paint);
if (remembered()) document.documentElement.dataset.theme = remembered();
paint();

on("undo").addEventListener("click", () => pad.undo());
on("clear").addEventListener("click", () => pad.clear());
on("reset").addEventListener("click", () => sliders.reset());
on("capsule").addEventListener("change", turn);
on("model").addEventListener("change", () => lists.wish(on("model").value));
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z") {
    event.preventDefault();
    pad.undo();
  }
});
lists.wish(null);
