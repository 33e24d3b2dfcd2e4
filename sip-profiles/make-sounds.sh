#!/usr/bin/env bash
# Makes the messages Dunwell plays, where they are missing: safe-harbour (what an abandoned person hears), voicemail (what
# is left on a machine), inbound-greeting and inbound-busy (what a caller hears: who called; how to reach us when nobody
# is free), hold (a soft chime: what a customer hears while their collector asks somebody); Chinese and English, 8 kHz mono WAV.
# NAME.zh.wav and NAME.en.wav; NAME.wav is a copy in the language asked for, and the name the settings know.
# They are stand-ins: record your own with your name and number in them. They name no debt: anyone may pick up a phone,
# and a machine may be listened to by anyone.
# Usage: make-sounds.sh DIR [zh|en]    Needs espeak-ng and sox.
set -euo pipefail
dir=${1:?usage: make-sounds.sh DIR [zh|en]} language=${2:-zh}
mkdir -p "$dir"
say() {  # NAME VOICE WORDS-A-MINUTE TEXT
  [[ -s $dir/$1.wav ]] && return
  espeak-ng -v "$2" -s "$3" -w "$dir/$1.tmp.wav" "$4"
  sox "$dir/$1.tmp.wav" -r 8000 -c 1 -b 16 "$dir/$1.part.wav" norm -3
  rm "$dir/$1.tmp.wav"; mv "$dir/$1.part.wav" "$dir/$1.wav"
}
say safe-harbour.zh cmn 230 "您好,很抱歉,坐席此刻无法与您通话。如需联系我们,请回拨来电显示的号码。打扰您了,再见。"
say safe-harbour.en en-us 160 "Hello. We are sorry: nobody is free to speak with you at this moment. If you would like to reach us, please call back the number shown on your phone. We apologise for the disturbance. Goodbye."
say voicemail.zh cmn 230 "您好,请您方便时回拨来电显示的号码。谢谢,再见。"
say voicemail.en en-us 160 "Hello. Please call us back at the number shown on your phone, at your convenience. Thank you. Goodbye."
say inbound-greeting.zh cmn 230 "您好,刚才是我们的坐席给您来电,正在为您转接,请稍候。"
say inbound-greeting.en en-us 160 "Hello. One of our staff tried to reach you. Please hold the line."
say inbound-busy.zh cmn 230 "很抱歉,坐席正忙。请稍后再拨此号码,或等待我们再次联系您。再见。"
say inbound-busy.en en-us 160 "We are sorry: nobody is free at this moment. Please call this number again a little later, or wait for us to call you. Goodbye."
# A falling third every four seconds, of sines: nobody's music, so nobody's rights.
if [[ ! -s $dir/hold.wav ]]; then
  sox -n -r 8000 -c 1 -b 16 "$dir/hold.1.wav" synth 0.5 sine 659 fade h 0.02 0.5 0.4 gain -14
  sox -n -r 8000 -c 1 -b 16 "$dir/hold.2.wav" synth 0.7 sine 523 fade h 0.02 0.7 0.6 gain -14 pad 0 2.8
  sox "$dir/hold.1.wav" "$dir/hold.2.wav" "$dir/hold.part.wav"
  rm "$dir/hold.1.wav" "$dir/hold.2.wav"; mv "$dir/hold.part.wav" "$dir/hold.wav"
fi
for name in safe-harbour voicemail inbound-greeting inbound-busy; do
  [[ -s $dir/$name.wav ]] || cp "$dir/$name.$language.wav" "$dir/$name.wav"
done
