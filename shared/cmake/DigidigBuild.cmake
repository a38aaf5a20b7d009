# SPDX-License-Identifier: GPL-3.0-or-later
# How every target of the project is built: language level, warnings, hardening, sanitizers, and the two
# functions `digidig_room` and `digidig_test`.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

option(DIGIDIG_WERROR "Treat warnings as errors" OFF)
option(DIGIDIG_FUZZ "Build the libFuzzer targets (clang)" OFF)
option(DIGIDIG_CONSOLE "Build the desktop console" ON)
set(DIGIDIG_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

find_program(DIGIDIG_CCACHE ccache)
if(DIGIDIG_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${DIGIDIG_CCACHE}")
    set(CMAKE_C_COMPILER_LAUNCHER "${DIGIDIG_CCACHE}")
endif()
find_program(DIGIDIG_MOLD mold)

find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network HttpServer Concurrent Test LinguistTools)
find_package(PkgConfig REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(prometheus-cpp REQUIRED COMPONENTS core)
find_package(Threads REQUIRED)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(gmime REQUIRED IMPORTED_TARGET gmime-3.0)
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(crypto REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(ssl REQUIRED IMPORTED_TARGET libssl)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET hiredis)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)

add_library(digidig_flags INTERFACE)
target_compile_options(digidig_flags INTERFACE -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Wshadow
    $<$<BOOL:${DIGIDIG_WERROR}>:-Werror>)
target_compile_definitions(digidig_flags INTERFACE QT_NO_CAST_FROM_ASCII QT_NO_KEYWORDS
    QT_NO_CONTEXTLESS_CONNECT QT_NO_FOREACH QT_NO_URL_CAST_FROM_STRING)
# Against jumps to where no jump should lead: as the processor has it.
set(branch_protection "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|i.86)$")
    set(branch_protection -fcf-protection)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    set(branch_protection -mbranch-protection=standard)
endif()
target_compile_options(digidig_flags INTERFACE
    $<$<CONFIG:Release>:-fstack-protector-strong ${branch_protection} -fstack-clash-protection>)
target_compile_definitions(digidig_flags INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_link_options(digidig_flags INTERFACE $<$<CONFIG:Release>:-Wl,-z,relro,-z,now>)
if(DIGIDIG_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_link_options(digidig_flags INTERFACE -fuse-ld=mold)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A member of an unnamed namespace's type is a fault in a header only, and a file in a batch looks like one;
    # what is inlined across files lets GCC 12 see uninitialised values where none are.
    target_compile_options(digidig_flags INTERFACE -Wno-subobject-linkage -Wno-maybe-uninitialized)
endif()
if(DIGIDIG_SANITIZE)
    target_compile_options(digidig_flags INTERFACE -fsanitize=${DIGIDIG_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(digidig_flags INTERFACE -fsanitize=${DIGIDIG_SANITIZE})
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# digidig_room(<name> SOURCES <file>... [DEPENDS <room>...] [LIBS <target>...])
# A room is a folder, a static library, and the target digidig::<name>. DEPENDS names rooms that stand below
# it; the layering test holds the #include lines against the same rule.
function(digidig_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;DEPENDS;LIBS" ${ARGN})
    add_library(digidig_${name} STATIC ${ROOM_SOURCES})
    add_library(digidig::${name} ALIAS digidig_${name})
    get_filename_component(parent "${CMAKE_CURRENT_SOURCE_DIR}" DIRECTORY)
    target_include_directories(digidig_${name} PUBLIC "${parent}")
    target_link_libraries(digidig_${name} PUBLIC Qt6::Core ${ROOM_LIBS} PRIVATE digidig_flags)
    foreach(room IN LISTS ROOM_DEPENDS)
        target_link_libraries(digidig_${name} PUBLIC digidig::${room})
    endforeach()
endfunction()

# digidig_test(<file> LABEL <unit|contract|wire|gui|e2e> DEPENDS <room>... [LIBS ...] [TIMEOUT <seconds>])
# One QtTest program, named after its file.
function(digidig_test file)
    cmake_parse_arguments(T "" "LABEL;TIMEOUT" "DEPENDS;LIBS" ${ARGN})
    get_filename_component(name "${file}" NAME_WE)
    add_executable(${name} "${file}")
    target_link_libraries(${name} PRIVATE Qt6::Test digidig_flags ${T_LIBS})
    foreach(room IN LISTS T_DEPENDS)
        target_link_libraries(${name} PRIVATE digidig::${room})
    endforeach()
    target_compile_definitions(${name} PRIVATE DIGIDIG_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 300) # For what hangs; sanitizers on a busy machine are slow.
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${T_LABEL}" TIMEOUT ${T_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
endfunction()

# digidig_fuzzer(<file> DEPENDS <room>...)  A libFuzzer program, built with the `fuzz` preset only.
function(digidig_fuzzer file)
    if(NOT DIGIDIG_FUZZ)
        return()
    endif()
    cmake_parse_arguments(F "" "" "DEPENDS" ${ARGN})
    get_filename_component(name "${file}" NAME_WE)
    add_executable(${name} "${file}")
    target_link_libraries(${name} PRIVATE digidig_flags -fsanitize=fuzzer)
    foreach(room IN LISTS F_DEPENDS)
        target_link_libraries(${name} PRIVATE digidig::${room})
    endforeach()
endfunction()
