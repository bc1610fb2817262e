#!/bin/sh
# Runs a program on a virtual display of its own: the server picks the number, so
# that several may run at once.  The settings make pictures the same everywhere.
# THETASCOPE_SCREEN=3840x2160 is for pictures of a large screen.
set -u
work=$(mktemp -d)
mkdir -p "$work/config/gtk-4.0" "$work/data" "$work/run" && chmod 700 "$work/run"
cat > "$work/config/gtk-4.0/settings.ini" <<'END'
[Settings]
gtk-font-name=Cantarell 11
gtk-enable-animations=false
gtk-cursor-blink=false
gtk-xft-antialias=1
gtk-xft-hinting=0
gtk-xft-hintstyle=hintnone
gtk-xft-rgba=none
gtk-xft-dpi=98304
END
Xvfb -displayfd 6 -screen 0 "${THETASCOPE_SCREEN:-1400x1000}x24" -nolisten tcp -noreset 6>"$work/display" 2>/dev/null &
server=$!
tries=0
while [ ! -s "$work/display" ] && [ "$tries" -lt 200 ]; do
  sleep 0.05
  tries=$((tries + 1))
done
number=$(cat "$work/display")
if [ -z "$number" ]; then
  kill "$server" 2>/dev/null
  rm -rf "$work"
  echo "Bail out! no virtual display"
  exit 99
fi
export DISPLAY=":$number" GDK_BACKEND=x11 GSK_RENDERER=cairo GDK_DEBUG=gl-disable
export ADW_DISABLE_PORTAL=1 GTK_A11Y=test DBUS_SESSION_BUS_ADDRESS=disabled:
export XDG_CONFIG_HOME="$work/config" XDG_RUNTIME_DIR="$work/run"
export XDG_STATE_HOME="$work/state" XDG_DATA_HOME="$work/data"
"$@"
status=$?
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$work"
exit "$status"
