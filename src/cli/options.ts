/** Reading option values: each refusal is a usage error that names the option's value and what is allowed. */
import { InvalidArgumentError } from 'commander';

export const wholeNumber = (min: number, max: number) => (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`must be a whole number from ${min} to ${max}.`);
  return value;
};
export const decimalNumber = (min: number, max: number) => (text: string): number => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`must be a number from ${min} to ${max}.`);
  return value;
};
export const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];
export const str = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const num = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
export const strs = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);
