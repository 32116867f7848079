package capstan.capsnet.training;

import capstan.capsnet.memory.MemoryEstimate;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.DataSummary;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.RunConfiguration;

/**
 * What a training is going to do.
 *
 * @param configuration the full configuration
 * @param data what it trains on
 * @param words what its examples and their errors are called
 * @param examplesPerEpoch examples per epoch
 * @param model the network
 * @param backend name and description of what computes
 * @param memory what it will need
 * @param stepsPerEpoch steps per epoch, the partial one included
 * @param totalSteps steps of the whole run
 * @param stepsDone steps done before, in a resumed run
 */
public record TrainingPlan(
    RunConfiguration configuration,
    DataSummary data,
    ExampleWords words,
    int examplesPerEpoch,
    Model model,
    String backend,
    MemoryEstimate memory,
    int stepsPerEpoch,
    long totalSteps,
    long stepsDone) {}
