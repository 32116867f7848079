package capstan.mnist;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.core.kernel.Backend;
import capstan.mnist.text.Json;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls of the house: which room may know which. */
class ArchitectureTest {
  private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|/tests/|-tests\\.jar).*");

  private static final JavaClasses CAPSTAN =
      new ClassFileImporter()
          .withImportOption(location -> !location.matches(TESTS))
          .importPackages("capstan");

  /** The rooms of the SIMD floor, lowest first; none knows one that comes after it. */
  private static final List<String> SIMD_ROOMS =
      List.of("lanes", "product", "elementwise", "transform", "convolution", "routing", "em");

  /** The floors, lowest first. */
  private static final List<String> FLOORS =
      List.of("capstan.core", "capstan.autograd", "capstan.capsnet", "capstan.mnist");

  private static final DescribedPredicate<JavaClass> READS_FOREIGN_JSON =
      simpleName("SafetensorsShards");

  @Test
  void packagesHaveNoCircles() {
    slices().matching("capstan.(**)").should().beFreeOfCycles().check(CAPSTAN);
  }

  @Test
  void noFloorKnowsOneAboveIt() {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String above : FLOORS.subList(floor + 1, FLOORS.size())) {
        noDependency(FLOORS.get(floor) + "..", above + "..");
      }
    }
  }

  @Test
  void noSimdRoomKnowsOneAboveIt() {
    for (int room = 0; room < SIMD_ROOMS.size(); room++) {
      for (String above : SIMD_ROOMS.subList(room + 1, SIMD_ROOMS.size())) {
        noDependency(simd(SIMD_ROOMS.get(room)), simd(above));
      }
      noDependency(simd(SIMD_ROOMS.get(room)), "capstan.core.simd");
    }
  }

  /** The contracts know no kernels, and plain loops and vectors nothing of each other. */
  @Test
  void kernelsAreIndependentOfEachOther() {
    noDependency("capstan.core.simd..", "capstan.core.scalar..");
    noDependency("capstan.core.scalar..", "capstan.core.simd..");
    for (String above : List.of("scalar..", "simd..", "backend..", "jit..")) {
      noDependency("capstan.core.kernel..", "capstan.core." + above);
    }
    for (String kernels : List.of("scalar..", "simd..")) {
      noDependency("capstan.core." + kernels, "capstan.core.backend..");
      noDependency("capstan.core." + kernels, "capstan.core.jit..");
    }
  }

  /** What is found by its name is known to nobody but what measures it. */
  @Test
  void nobodyKnowsCublasOrMpi() {
    for (String floor : FLOORS) {
      noDependency(floor + "..", "capstan.cublas..");
      noDependency(floor + "..", "capstan.mpi..");
    }
    noDependency("capstan.mpi.binding..", "capstan.mpi");
  }

  @Test
  void theTapeKnowsNeitherOptimizersNorChecks() {
    noDependency("capstan.autograd", "capstan.autograd.optim..");
    noDependency("capstan.autograd", "capstan.autograd.check..");
    noDependency("capstan.autograd.op..", "capstan.autograd.optim..");
  }

  @Test
  void capsnetsRoomsAreOnFloors() {
    for (String room : List.of("model", "network", "data", "run", "checkpoint", "training")) {
      noDependency("capstan.capsnet.layer..", "capstan.capsnet." + room + "..");
    }
    for (String room : List.of("model", "data", "run", "checkpoint", "training")) {
      noDependency("capstan.capsnet.augmentation..", "capstan.capsnet." + room + "..");
    }
    noDependency("capstan.capsnet.model..", "capstan.capsnet.training..");
    noDependency("capstan.capsnet.model..", "capstan.capsnet.checkpoint..");
    noDependency("capstan.capsnet.model..", "capstan.capsnet.data..");
    noDependency("capstan.capsnet.data..", "capstan.capsnet.idx..");
    noDependency("capstan.capsnet.checkpoint..", "capstan.capsnet.training..");
    noDependency("capstan.capsnet.training..", "capstan.capsnet.inspect..");
    for (String room : List.of("network", "data", "run", "inference", "training", "inspect")) {
      noDependency("capstan.capsnet.onnx..", "capstan.capsnet." + room + "..");
      noDependency("capstan.capsnet." + room + "..", "capstan.capsnet.onnx..");
    }
  }

  /** A user's networks come to what trains and uses them by the same door as ours. */
  @Test
  void nobodyBelowTheApplicationKnowsOurNetworks() {
    for (String room :
        List.of("model", "data", "checkpoint", "run", "inference", "training", "inspect")) {
      noDependency("capstan.capsnet." + room + "..", "capstan.capsnet.network..");
    }
  }

  /** What only the application needs never reaches a program that uses the library. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "picocli..",
        "org.knowm..",
        "org.jsoup..",
        "de.siegmar..",
        "org.ejml..",
        "me.tongfei..",
        "org.eclipse.collections..",
        "com.twelvemonkeys..",
        "java.net.http.."
      })
  void theLibraryNeedsNoneOf(String packages) {
    for (String floor : FLOORS.subList(0, 3)) {
      noDependency(floor + "..", packages);
    }
  }

  @Test
  void coreAndAutogradNeedTheJdkAlone() {
    classes()
        .that()
        .resideInAnyPackage("capstan.core..", "capstan.autograd..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "capstan.core..",
            "capstan.autograd..",
            "java..",
            "javax.management..",
            "com.sun.management..",
            "jdk..",
            "")
        .check(CAPSTAN);
  }

  /** What differs between backends is a property that a backend states. */
  @Test
  void noBackendIsComparedByName() {
    classes().should(notCompareNames()).check(CAPSTAN);
  }

  /** What programs get and what runs keep are records: one mapper writes each, nobody nodes. */
  @Test
  void jsonIsMadeOfRecords() {
    noDependency("capstan..", "com.fasterxml.jackson.databind.node..");
    noClasses()
        .that()
        .resideInAnyPackage("capstan.capsnet..", "capstan.mnist..")
        .and(not(belongToAnyOf(Json.class, ConfigurationJson.class)))
        .and(not(READS_FOREIGN_JSON))
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectMapper.class)
        .check(CAPSTAN);
  }

  private static ArchCondition<JavaClass> notCompareNames() {
    return new ArchCondition<>("not compare a backend's name") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (JavaCodeUnit unit : item.getCodeUnits()) {
          boolean asks =
              unit.getMethodCallsFromSelf().stream()
                  .anyMatch(
                      call ->
                          call.getTargetOwner().isAssignableTo(Backend.class)
                              && call.getName().equals("name"));
          boolean compares =
              unit.getMethodCallsFromSelf().stream()
                  .anyMatch(
                      call ->
                          call.getTargetOwner().isEquivalentTo(String.class)
                              && call.getName().startsWith("equals"));
          if (asks && compares) {
            events.add(
                SimpleConditionEvent.violated(
                    unit, unit.getFullName() + " asks a backend's name and compares texts"));
          }
        }
      }
    };
  }

  private static String simd(String room) {
    return "capstan.core.simd." + room + "..";
  }

  private static void noDependency(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(to)
        .allowEmptyShould(true)
        .check(CAPSTAN);
  }
}
