/** The generated parts of docs/cli.md: commands with their options, and what --json prints. A test holds the file to it. */
import type { Command } from 'commander';
import { CLI_OUTPUT, CliFailure } from '../contract/cli.js';
import { EXIT_MEANING } from './exit.js';
import { everyCommand } from './program.js';

const EVERYWHERE = ['--json', '--url', '--token'];
export const pathOf = (command: Command): string => (command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name());

/** Does something by itself, and is not only a name for those under it: these have no options. */
export const isRun = (command: Command): boolean => command.parent !== null && (command.commands.length === 0 || command.options.some((option) => !EVERYWHERE.includes(option.long ?? '')));

export function commandsText(program: Command): string {
  return everyCommand(program).filter((command) => isRun(command) && command.name() !== 'help').map(section).join('\n');
}
function section(command: Command): string {
  const path = pathOf(command);
  const words = command.registeredArguments.map((argument) => (argument.required ? ` <${argument.name()}>` : ` [${argument.name()}]`)).join('');
  const options = command.options.filter((option) => !EVERYWHERE.includes(option.long ?? ''));
  const rows = options.map((option) => `| \`${option.flags}\` | ${option.description}${option.argChoices ? ` (${option.argChoices.join(', ')})` : ''}${option.defaultValue === undefined ? '' : ` (default: ${String(option.defaultValue)})`}${option.mandatory ? ' **needed**' : ''} |`.replaceAll('\n', ' '));
  return `### \`${path}${words}\`\n\n${sentence(command.description())}\n\n${rows.length === 0 ? '' : `| option | |\n|---|---|\n${rows.join('\n')}\n\n`}\`--json\`:\n\n\`\`\`\n${shape(outputOf(path))}\n\`\`\`\n`;
}
const outputOf = (path: string): unknown => Object.entries(CLI_OUTPUT).find(([name]) => name === path)?.[1];
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

export const exitCodesText = (): string => `| code | meaning |\n|---|---|\n${Object.entries(EXIT_MEANING).map(([code, meaning]) => `| ${code} | ${meaning} |`).join('\n')}\n`;
export const failureText = (): string => `\`\`\`\n${shape(CliFailure)}\n\`\`\`\n`;

/** A JSON schema as a reader would write it: `{ id: string, items: { … }[] }`. */
export function shape(schema: unknown, indent = ''): string {
  if (!isRecord(schema)) return 'anything';
  const { type, enum: words, anyOf, properties, items } = schema;
  if (Array.isArray(words)) return words.map((word) => JSON.stringify(word)).join(' | ');
  if (Array.isArray(anyOf)) return anyOf.map((one) => shape(one, indent)).join(' | ');
  if (Array.isArray(type)) return type.map((one: unknown) => shape({ ...schema, type: one }, indent)).join(' | ');
  if (isRecord(properties)) {
    const needed = Array.isArray(schema['required']) ? schema['required'] : [];
    const inner = `${indent}  `;
    const lines = Object.entries(properties).map(([name, one]) => `${inner}${name}${needed.includes(name) ? '' : '?'}: ${shape(one, inner)}`);
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (type === 'array') return `${shape(items, indent)}[]`;
  return typeof type === 'string' ? type : 'anything';
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
