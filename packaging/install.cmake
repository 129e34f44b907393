# SPDX-FileCopyrightText: Slipway contributors
# SPDX-License-Identifier: Apache-2.0

# What `cmake --install` puts in place. Manual page and completions are written by the program itself.
include(GNUInstallDirs)

if(SLIPWAY_SHARED)
    install(TARGETS slipway-core LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
    set(linked slipway slipway-core)
    if(TARGET slipway-ui)
        install(TARGETS slipway-ui LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
        list(APPEND linked slipway-ui slipway-window)
    endif()
    # From bin and from the library's own folder, wherever all of it is put.
    set_target_properties(${linked} PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR};$ORIGIN")
endif()

install(TARGETS slipway RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET slipway-window)
    install(TARGETS slipway-window RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} OPTIONAL)
endif()
# Docker finds credential helpers by name in PATH; the build puts this folder there only for its own runs.
if(TARGET docker-credential-slipway)
    install(TARGETS docker-credential-slipway RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

set(written ${CMAKE_BINARY_DIR}/written)
set(pages ${written}/slipway.1 ${written}/slipway ${written}/_slipway ${written}/slipway.fish)
if(NOT CMAKE_CROSSCOMPILING)
    add_custom_command(OUTPUT ${pages}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${written}
        COMMAND slipway --generate man > ${written}/slipway.1
        COMMAND slipway --generate bash > ${written}/slipway
        COMMAND slipway --generate zsh > ${written}/_slipway
        COMMAND slipway --generate fish > ${written}/slipway.fish
        DEPENDS slipway COMMENT "Writing the manual page and the completions" VERBATIM)
    add_custom_target(slipway-pages ALL DEPENDS ${pages})
    install(FILES ${written}/slipway.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES ${written}/slipway DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES ${written}/_slipway DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
    install(FILES ${written}/slipway.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

if(SLIPWAY_WINDOW)
    install(FILES ${PROJECT_SOURCE_DIR}/packaging/slipway.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
    install(FILES ${PROJECT_SOURCE_DIR}/packaging/org.slipway.Slipway.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
    install(FILES ${PROJECT_SOURCE_DIR}/resources/icons/slipway.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
endif()
# What the first page offers to open, and packaging/run builds where there is no display.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/tests/projects/workspace/ DESTINATION ${CMAKE_INSTALL_DATADIR}/slipway/sample PATTERN target EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/packaging/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
