# Turn files into a C source: for each an array of its bytes, and one table of names and bytes.
#   weft_embed(OUTPUT.c TEMPLATE.c.in FILE…): TEMPLATE holds @ARRAYS@ and @ENTRIES@; an entry is
#   {"name without its ending", {bytes, length}}.
function(weft_embed output template)
  set(ARRAYS "")
  set(ENTRIES "")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME_WE)
    string(MAKE_C_IDENTIFIER ${name} symbol)
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
    string(APPEND ARRAYS "static const char ${symbol}[] = {${bytes}};\n")
    string(APPEND ENTRIES "    {\"${name}\", {${symbol}, sizeof ${symbol}}},\n")
  endforeach()
  configure_file(${template} ${output} @ONLY)
endfunction()
