#!/bin/sh
# A Debian package of the packaged program: build-deb.sh dist/Segmend segmend_0.1.0_amd64.deb
# The program goes to /opt/segmend; /usr/bin/segmend, the menu entry and the icon lead there.
set -eu
program=$1 target=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
test -x "$program/segmend" || { echo "$program holds no packaged program: run \`make package\` first." >&2; exit 2; }
version=$("$program/segmend" --version | cut -d' ' -f2)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" "$tree/usr/share/icons/hicolor/512x512/apps"
cp -al "$program" "$tree/opt/segmend" 2>/dev/null || cp -a "$program" "$tree/opt/segmend"
ln -s /opt/segmend/segmend "$tree/usr/bin/segmend"
cp "$here/segmend.desktop" "$tree/usr/share/applications/"
cp "$here/../icons/segmend.png" "$tree/usr/share/icons/hicolor/512x512/apps/"
size=$(du -sk "$tree/opt" | cut -f1)
cat > "$tree/DEBIAN/control" <<EOF
Package: segmend
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: The Segmend project <nobody@segmend.invalid>
Installed-Size: $size
Depends: libc6, libegl1, libgl1, libxkbcommon0, libxcb-cursor0, libdbus-1-3, libfontconfig1
Section: graphics
Priority: optional
Description: label images with a network that learns while you correct it
 Opens images, folders, videos or a camera; a fully convolutional network
 predicts, you correct, and it learns from every stroke.
EOF
dpkg-deb --root-owner-group -Zzstd -z3 --build "$tree" "$target"
