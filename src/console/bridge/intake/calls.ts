/** What the import screen asks the server. */
import { get, patch, post, upload, type Page } from '../../shared/api.js';
import type { Of } from '../../shared/types.js';

export type Preview = Of<'ImportPreview'>;
export type PreviewColumn = Preview['columns'][number];
export type PreviewField = Preview['fields'][number];
export type PreviewRow = Preview['rows'][number];
export type Ask = Readonly<Record<string, string>>;
export type Mapping = Readonly<Record<string, string>>;

const HEAD = 512 * 1024;
/** Enough of a long text file to look at: its beginning, up to the end of a line. A workbook only opens whole. */
async function headOf(file: File): Promise<Blob> {
  if (file.size <= HEAD) return file;
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return file;
  // UTF-16 has its newline in two bytes: any even length will do.
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const end = wide ? HEAD : bytes.lastIndexOf(0x0a) + 1;
  return file.slice(0, end > 0 ? end : HEAD);
}
function formOf(file: Blob, name: string, mapping: Mapping): FormData {
  const form = new FormData();
  // Before the file: the server knows what it is before it reads it.
  if (Object.keys(mapping).length > 0) form.append('mapping', JSON.stringify(mapping));
  form.append('file', file, name);
  return form;
}
export const preview = async (ask: Ask, file: File, mapping: Mapping): Promise<Preview> => upload(`/imports/preview?${new URLSearchParams(ask).toString()}`, formOf(await headOf(file), file.name, mapping), () => undefined);
export const startImport = (ask: Ask, file: File, mapping: Mapping, progress: (share: number) => void): Promise<Of<'ImportStarted'>> => upload(`/imports?${new URLSearchParams(ask).toString()}`, formOf(file, file.name, mapping), progress);

type Profile = Of<'MappingProfile'>;
/** Under this name for this creditor and kind; one of that name is changed. */
export async function keepProfile(creditorId: string, kind: string, name: string, columns: Mapping): Promise<Profile> {
  const known = (await get<Page<Profile>>('/mapping-profiles', { creditorId, kind, limit: 200 })).items.find((one) => one.name === name);
  return known === undefined ? post('/mapping-profiles', { creditorId, kind, name, columns }) : patch(`/mapping-profiles/${known.id}`, { version: known.version, columns });
}
