#!/bin/sh
# A disk image for macOS of what `make package` wrote: build-dmg.sh dist/Segmend.app Segmend-0.1.0.dmg
# With SIGN_AS set to the name of a "Developer ID Application" certificate the program is signed first.
# Never run yet on the machines this project was built on: they run Linux.
set -eu
program=$1 target=$2
command -v hdiutil >/dev/null || { echo "Disk images are made on macOS: there is no hdiutil here." >&2; exit 2; }
test -d "$program" || { echo "There is no $program: run \`make package\` first." >&2; exit 2; }
if [ -n "${SIGN_AS:-}" ]; then
    codesign --deep --force --options runtime --timestamp --sign "$SIGN_AS" "$program"
fi
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cp -a "$program" "$tree/"
ln -s /Applications "$tree/Applications"
hdiutil create -volname Segmend -srcfolder "$tree" -ov -format UDZO "$target"
