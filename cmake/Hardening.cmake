# Each hardening flag is tested for, since compilers differ.
include(CheckCCompilerFlag)

function(weft_harden target)
  foreach(flag -fstack-clash-protection -fcf-protection=full -fstack-protector-strong
          -ftrivial-auto-var-init=zero)
    string(MAKE_C_IDENTIFIER "HAVE${flag}" known)
    check_c_compiler_flag("-Werror ${flag}" ${known})
    if(${known})
      target_compile_options(${target} INTERFACE ${flag})
    endif()
  endforeach()
  # Fortify needs optimisation and does not go with the sanitizers.
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT WEFT_SANITIZE)
    target_compile_options(${target} INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
  target_link_options(${target} INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON PARENT_SCOPE)
  target_link_options(${target} INTERFACE -pie)
endfunction()
