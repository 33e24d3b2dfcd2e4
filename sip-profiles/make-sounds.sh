#!/usr/bin/env bash
# Makes the messages a campaign needs, where they are missing: what an abandoned person hears, and what is left on a
# voicemail; Chinese and English, 8 kHz mono WAV. They are stand-ins: record your own with your name and number in them.
# They name no debt: anyone may pick up the phone, and a machine may be listened to by anyone.
# Usage: make-sounds.sh DIR    Needs espeak-ng and sox.
set -euo pipefail
dir=${1:?usage: make-sounds.sh DIR}
mkdir -p "$dir"
say() {  # NAME VOICE TEXT
  [[ -s $dir/$1.wav ]] && return
  espeak-ng -v "$2" -s 150 -w "$dir/$1.tmp.wav" "$3"
  sox "$dir/$1.tmp.wav" -r 8000 -c 1 -b 16 "$dir/$1.part.wav" norm -3
  rm "$dir/$1.tmp.wav"; mv "$dir/$1.part.wav" "$dir/$1.wav"
}
say safe-harbour.zh cmn "您好,很抱歉,我们的坐席此刻无法与您通话。这是一通人工服务来电,如需联系我们,请回拨来电显示的号码。打扰您了,再见。"
say safe-harbour.en en-us "Hello. We are sorry: nobody is free to speak with you at this moment. If you would like to reach us, please call back the number shown on your phone. We apologise for the disturbance. Goodbye."
say voicemail.zh cmn "您好,请您方便时回拨来电显示的号码。谢谢,再见。"
say voicemail.en en-us "Hello. Please call us back at the number shown on your phone, at your convenience. Thank you. Goodbye."
