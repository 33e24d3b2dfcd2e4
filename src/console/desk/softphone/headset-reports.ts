/**
 * A headset's buttons and lamps as bits of HID reports. The page of telephony usages and that of lamps are those of the USB-IF's "HID Usage
 * Tables" 1.5, chapters 14 (Telephony Device Page, 0x0B) and 11 (LED Page, 0x08); how fields follow one another in a report is
 * the "Device Class Definition for HID" 1.11, section 8. Pure: no device is touched here.
 */
export const TELEPHONY = 0x0b;
const LEDS = 0x08;
const usage = (page: number, id: number): number => (page << 16) | id;
export const HOOK_SWITCH = usage(TELEPHONY, 0x20);
export const PHONE_MUTE = usage(TELEPHONY, 0x2f);
export const LAMP_OFF_HOOK = usage(LEDS, 0x17);
export const LAMP_MUTE = usage(LEDS, 0x09);
export const LAMP_RING = usage(LEDS, 0x18);

/** As WebHID tells a report's fields (WICG, "WebHID API", HIDReportItem); left-out parts are 0 or false. */
export interface ReportItem {
  readonly isAbsolute?: boolean; readonly isArray?: boolean; readonly isRange?: boolean;
  readonly usages?: readonly number[]; readonly usageMinimum?: number; readonly usageMaximum?: number;
  readonly reportSize?: number; readonly reportCount?: number; readonly logicalMinimum?: number;
}
export interface Report { readonly reportId?: number; readonly items?: readonly ReportItem[] }
export interface Collection { readonly usagePage?: number; readonly usage?: number; readonly inputReports?: readonly Report[]; readonly outputReports?: readonly Report[]; readonly children?: readonly Collection[] }

interface Field { readonly usage: number; readonly offset: number; readonly absolute: boolean; readonly array: Required<Pick<ReportItem, 'logicalMinimum' | 'reportSize'>> & { readonly usages: readonly number[] } | null }
export interface Button { readonly usage: number; readonly on: boolean; /** The report gives the state; otherwise each 1 is a press. */ readonly absolute: boolean }

const usagesOf = (item: ReportItem): readonly number[] =>
  item.isRange === true ? Array.from({ length: Math.min(1024, (item.usageMaximum ?? 0) - (item.usageMinimum ?? 0) + 1) }, (_, at) => (item.usageMinimum ?? 0) + at) : item.usages ?? [];

/** Where each usage of a report stands; a field of several bits is an array's index, or counts as on when it is not zero. */
function fieldsOf(report: Report): readonly Field[] {
  const fields: Field[] = [];
  let offset = 0;
  for (const item of report.items ?? []) {
    const [size, count] = [item.reportSize ?? 0, item.reportCount ?? 0];
    const usages = usagesOf(item);
    for (let at = 0; at < count; at += 1, offset += size) {
      if (size < 1 || size > 32) continue;
      if (item.isArray === true) { fields.push({ usage: 0, offset, absolute: true, array: { usages, logicalMinimum: item.logicalMinimum ?? 0, reportSize: size } }); continue; }
      const of = usages[Math.min(at, usages.length - 1)];
      if (of !== undefined && size === 1) fields.push({ usage: of, offset, absolute: item.isAbsolute !== false, array: null });
    }
  }
  return fields;
}
const bitsAt = (data: DataView, offset: number, size: number): number => {
  let value = 0;
  for (let bit = 0; bit < size; bit += 1) { const at = offset + bit; if (at >> 3 < data.byteLength && (data.getUint8(at >> 3) >> (at & 7)) & 1) value += 2 ** bit; }
  return value;
};

const all = (collections: readonly Collection[]): readonly Collection[] => collections.flatMap((one) => [one, ...all(one.children ?? [])]);
/** Does the device have anything of a telephone? */
export const isTelephone = (collections: readonly Collection[]): boolean => all(collections).some((one) => one.usagePage === TELEPHONY);

/** What a report of `reportId` says of hook switch and mute key. Usages the report does not have are not named. */
export function buttonsIn(collections: readonly Collection[], reportId: number, data: DataView): readonly Button[] {
  const buttons = new Map<number, Button>();
  for (const collection of all(collections)) {
    for (const report of collection.inputReports ?? []) {
      if ((report.reportId ?? 0) !== reportId) continue;
      const fields = fieldsOf(report);
      for (const wanted of [HOOK_SWITCH, PHONE_MUTE]) {
        for (const field of fields) {
          if (field.array === null) { if (field.usage === wanted) buttons.set(wanted, { usage: wanted, on: bitsAt(data, field.offset, 1) === 1, absolute: field.absolute }); continue; }
          if (!field.array.usages.includes(wanted)) continue;
          const index = bitsAt(data, field.offset, field.array.reportSize) - field.array.logicalMinimum;
          buttons.set(wanted, { usage: wanted, on: buttons.get(wanted)?.on === true || field.array.usages[index] === wanted, absolute: true });
        }
      }
    }
  }
  return [...buttons.values()];
}

/** The output reports that set these lamps; those of a report that are not named are off. */
export function lampReports(collections: readonly Collection[], lamps: ReadonlySet<number>): readonly { readonly reportId: number; readonly data: Uint8Array<ArrayBuffer> }[] {
  const reports = new Map<number, { readonly fields: readonly Field[]; readonly bits: number }>();
  for (const collection of all(collections)) {
    for (const report of collection.outputReports ?? []) {
      const fields = fieldsOf(report);
      if (!fields.some((field) => field.usage === LAMP_OFF_HOOK || field.usage === LAMP_MUTE || field.usage === LAMP_RING)) continue;
      reports.set(report.reportId ?? 0, { fields, bits: (report.items ?? []).reduce((sum, item) => sum + (item.reportSize ?? 0) * (item.reportCount ?? 0), 0) });
    }
  }
  return [...reports].map(([reportId, { fields, bits }]) => {
    const data = new Uint8Array(Math.ceil(bits / 8));
    for (const field of fields) if (lamps.has(field.usage)) data[field.offset >> 3] = (data[field.offset >> 3] ?? 0) | (1 << (field.offset & 7));
    return { reportId, data };
  });
}
