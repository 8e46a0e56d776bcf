#!/bin/sh
# The command line of M/Technik: the program itself, with no window and no need of a screen.
exec "$(dirname "$(readlink -f "$0")")/m-technik" --ozone-platform=headless --technik "$@"
