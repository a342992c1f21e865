# SPDX-License-Identifier: GPL-3.0-or-later
# The command line, run in a shell.
unbraid_unit_tests(cli
    SOURCES
        ../Support/CrossoverKind.cpp
        Cli/ActivationsTests.cpp
        Cli/ArchiveTests.cpp
        Cli/DebleedTests.cpp
        Cli/DecomposeTests.cpp
        Cli/DeepModelTests.cpp
        Cli/DictionaryCommandsTests.cpp
        Cli/EvaluateScoresTests.cpp
        Cli/EvaluateTests.cpp
        Cli/FactorsTests.cpp
        Cli/GuideTests.cpp
        Cli/InputsTests.cpp
        Cli/LengthTests.cpp
        Cli/LiveTests.cpp
        Cli/ModelKindTests.cpp
        Cli/MosaicTests.cpp
        Cli/PhaseTests.cpp
        Cli/QualityTests.cpp
        Cli/RepairTests.cpp
        Cli/SeparateTests.cpp
        Cli/TrainTests.cpp
        Cli/TranscribeTests.cpp
        Cli/TreeTests.cpp
        Cli/UpmixTests.cpp
    NAMES nullDb sumOf ALONE ../Support/CrossoverKind.cpp Cli/LengthTests.cpp Cli/ModelKindTests.cpp Cli/ActivationsTests.cpp Cli/ArchiveTests.cpp Cli/DebleedTests.cpp Cli/DeepModelTests.cpp Cli/FactorsTests.cpp Cli/GuideTests.cpp Cli/InputsTests.cpp Cli/MosaicTests.cpp Cli/PhaseTests.cpp Cli/QualityTests.cpp Cli/RepairTests.cpp Cli/TreeTests.cpp
    LIBRARIES unbraid_files nlohmann_json::nlohmann_json)
if(TARGET unbraid_unfold)
    target_sources(unit_cli PRIVATE Cli/UnfoldTests.cpp)
    add_dependencies(unit_cli unbraid_unfold)
endif()
target_link_libraries(unit_cli PRIVATE unbraid_commands unbraid_evaluation) # a kind of model is tried in the same process
add_dependencies(unit_cli unbraid)
