/** A bundle as somebody reads it: one page in Chinese, one in English. No script, nothing from outside. */
import type { BundleRecord, Manifest } from '../../core/evidence/index.js';

const WORDS = {
  zh: {
    title: '催收证据卷宗', made: '生成时间(UTC)', by: '生成人', why: '用途', debtor: '债务人', masked: '脱敏版本', records: '记录数', key: '公钥', time: '时间(UTC)', what: '事项', detail: '内容', place: '序号', hash: '哈希',
    allowed: '准许拨打', denied: '拒绝拨打', settled: '通话结束', kept: '录音已存证', missing: '录音缺失', next: '最早可拨', counted: '计入的既往触达', facts: '查阅的事实', rules: '规则包', exported: '证据导出', erased: '证据密钥已销毁', verify: '核验方法:dunwell audit verify --bundle 本目录 --key 公钥。每条记录均带有哈希及通向已签名默克尔根的路径。', none: '—',
  },
  en: {
    title: 'Evidence of collection', made: 'Made (UTC)', by: 'By', why: 'Purpose', debtor: 'Debtor', masked: 'Masked', records: 'Records', key: 'Public key', time: 'Time (UTC)', what: 'What', detail: 'Details', place: 'Seq', hash: 'Hash',
    allowed: 'Call permitted', denied: 'Call denied', settled: 'Call over', kept: 'Recording kept', missing: 'Recording missing', next: 'earliest', counted: 'touches counted', facts: 'facts read', rules: 'Packs', exported: 'Evidence exported', erased: 'Key of the evidence destroyed', verify: 'To verify: dunwell audit verify --bundle THIS-FOLDER --key PUBLIC-KEY. Each record carries its hash and its way up to a signed Merkle root.', none: '—',
  },
} as const;

export function bundlePage(language: 'zh' | 'en', manifest: Omit<Manifest, 'files'>, name: string, records: readonly BundleRecord[], packs: ReadonlyMap<string, string>): string {
  const w = WORDS[language];
  const head: readonly (readonly [string, string])[] = [[w.debtor, `${name} (${manifest.debtorId})`], [w.made, time(manifest.madeAt)], [w.by, manifest.madeBy], [w.why, manifest.reason], [w.masked, manifest.masked ? '✓' : w.none], [w.records, String(manifest.records)], [w.key, manifest.publicKey]];
  const rows = records.map(({ event, hash, open }) => `<tr><td>${event.seq}</td><td>${time(event.at)}</td><td>${escape(titleOf(event.type, w))}</td><td>${escape(detailOf(event.data, open, w, packs))}</td><td><code>${escape(hash.slice(0, 16))}</code></td></tr>`);
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${w.title}</title>
<style>body{font:14px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3em .5em;text-align:left;vertical-align:top}code{font-size:12px}dt{font-weight:600;float:left;clear:left;width:9em}dd{margin:0 0 .2em 9em;overflow-wrap:anywhere}@media print{body{margin:0}}</style></head>
<body><h1>${w.title}</h1><dl>${head.map(([term, text]) => `<dt>${term}</dt><dd>${escape(text)}</dd>`).join('')}</dl><p>${w.verify}</p>
<table><thead><tr><th>${w.place}</th><th>${w.time}</th><th>${w.what}</th><th>${w.detail}</th><th>${w.hash}</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></body></html>
`;
}
type Words = typeof WORDS['zh' | 'en'];
function titleOf(type: string, w: Words): string {
  switch (type) {
    case 'gate.allowed': return w.allowed;
    case 'gate.denied': return w.denied;
    case 'attempt.settled': return w.settled;
    case 'recording.kept': return w.kept;
    case 'recording.missing': return w.missing;
    case 'evidence.exported': return w.exported;
    case 'evidence.erased': return w.erased;
    default: return type;
  }
}
function detailOf(data: unknown, open: unknown, w: Words, packs: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  if (isObject(open)) {
    if (typeof open['phoneMasked'] === 'string') parts.push(open['phoneMasked']);
    const denials: readonly unknown[] = Array.isArray(open['denials']) ? open['denials'] : [];
    for (const one of denials) if (isObject(one)) parts.push(`${String(one['rule'])}: ${String(w === WORDS.zh && typeof one['zh'] === 'string' ? one['zh'] : one['text'])}`);
    if (typeof open['nextAt'] === 'number') parts.push(`${w.next} ${time(open['nextAt'])}`);
    for (const [name, word] of [['touches', w.counted], ['facts', w.facts]] as const) if (Array.isArray(open[name])) parts.push(`${word} ${open[name].length}`);
    const rules = typeof open['rules'] === 'string' ? packs.get(open['rules']) : undefined;
    if (rules !== undefined) parts.push(`${w.rules}: ${rules}`);
  }
  if (isObject(data)) for (const [key, value] of Object.entries(data)) if (key !== 'entityId' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')) parts.push(`${key} ${/(?:At|^at)$/.test(key) && typeof value === 'number' ? time(value) : String(value)}`);
  return parts.join('; ') || w.none;
}
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const time = (at: number): string => new Date(at).toISOString().replace('T', ' ').replace(/\.\d+Z$/, '');
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
