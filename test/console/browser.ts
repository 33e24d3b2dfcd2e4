/** Chromium, if this machine has it; its absence is a reason to skip, never to pass. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
export const noBrowser: string | null = existsSync(CHROMIUM) ? null : `no browser at ${CHROMIUM}`;
export const openBrowser = (): Promise<Browser> => chromium.launch({
  executablePath: CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});
