/** `.env.example` and the table of docs/settings.md, written from the settings themselves; a test holds them equal. */
import { GROUPS, type Setting } from './settings.js';

const HEAD = `# Settings of Dunwell. Copy to dunwell.env (or name another file in DUNWELL_CONFIG); the environment comes before the file.
# What is commented out shows the default. docs/settings.md says the same at more length.
`;

export function envExample(): string {
  let text = HEAD;
  for (const [group, settings] of Object.entries(GROUPS)) {
    text += `\n# ${group}\n`;
    for (const setting of Object.values(settings) as Setting<unknown>[]) {
      text += `\n# ${setting.about}\n# Must be ${setting.kind.allowed}.${setting.secret ? ' A secret: in the environment only, never in a file.' : ''}\n#${setting.name}=${setting.written ?? ''}\n`;
    }
  }
  return text;
}

export function settingsTable(): string {
  let text = '';
  for (const [group, settings] of Object.entries(GROUPS)) {
    text += `### ${group}\n\n| variable | default | what it is |\n|---|---|---|\n`;
    for (const setting of Object.values(settings) as Setting<unknown>[]) {
      text += `| \`${setting.name}\` | ${setting.written === undefined ? '' : `\`${setting.written}\``} | ${setting.about}${setting.secret ? ' **Secret.**' : ''}<br>${cell(setting.kind.allowed)} |\n`;
    }
    text += '\n';
  }
  return text;
}
const cell = (allowed: string): string => `${allowed.charAt(0).toUpperCase()}${allowed.slice(1)}.`.replaceAll('|', '\\|');
