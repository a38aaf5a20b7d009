# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian packages: what CPack cannot know by itself.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME digidig-imap)
set(CPACK_PACKAGE_VENDOR DIGiDIG)
set(CPACK_PACKAGE_CONTACT "DIGiDIG maintainers <maintainers@digidig.example>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE "${DIGIDIG_PACKAGE_RELEASE}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_SERVICE_PACKAGE_NAME digidig-imap)
set(CPACK_DEBIAN_SERVICE_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_SERVICE_PACKAGE_DEPENDS adduser)
set(CPACK_DEBIAN_SERVICE_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_SERVICE_PACKAGE_SUGGESTS "digidig-imap-console, default-mta | mail-transport-agent")
set(CPACK_DEBIAN_SERVICE_DESCRIPTION "mail access by IMAP, LMTP and REST
Keeps the mail of many accounts in a store that survives power cuts, and
serves it by IMAP4rev2, IMAP4rev1 and a REST API with search, threads and
events. Mail servers deliver by LMTP. Alone, or in front of the Storage
service of the DIGiDIG platform.")
set(CPACK_DEBIAN_SERVICE_PACKAGE_CONTROL_EXTRA
    "${CMAKE_CURRENT_LIST_DIR}/conffiles;${CMAKE_CURRENT_LIST_DIR}/postinst;${CMAKE_CURRENT_LIST_DIR}/prerm;${CMAKE_CURRENT_LIST_DIR}/postrm")

set(CPACK_DEBIAN_CONSOLE_PACKAGE_NAME digidig-imap-console)
set(CPACK_DEBIAN_CONSOLE_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_CONSOLE_PACKAGE_RECOMMENDS "qt6-qpa-plugins, qt6-wayland, gnome-keyring | kwalletmanager")
set(CPACK_DEBIAN_CONSOLE_PACKAGE_SUGGESTS digidig-imap)
set(CPACK_DEBIAN_CONSOLE_DESCRIPTION "administration console of DIGiDIG IMAP
A desktop program for whoever runs digidig-imapd, here or on another machine:
the mail of every account, live figures, sessions, configuration, accounts
and logs, over the REST API of the service.")

include(CPack)
