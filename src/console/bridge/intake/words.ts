import type { Pairs } from '../../shared/pair.js';

/** What is said while a file is looked at, before it is imported. */
export const intakeWords = {
  'look.title': ['列的含义', 'What the columns are'], 'look.rows': ['前 {n} 行会变成什么', 'What the first {n} rows would become'], 'look.file': ['{format} · {encoding} · 表头在第 {row} 行', '{format} · {encoding} · header in row {row}'],
  'look.header': ['表头所在行', 'Header row'], 'look.column': ['列', 'Column'], 'look.samples': ['示例', 'For example'], 'look.is': ['含义', 'Is'], 'look.isOf': ['第 {n} 列的含义', 'What column {n} is'], 'look.ignore': ['不导入', 'leave out'], 'look.custom': ['自定义字段：{name}', 'custom field: {name}'], 'look.blank': ['（无表头）', '(no header)'],
  'look.by.mapping': ['手动', 'by you'], 'look.by.profile': ['映射方案', 'profile'], 'look.by.header': ['表头', 'header'], 'look.by.twice': ['与另一列重复', 'another column says it'], 'look.unknown': ['不认识', 'not known'],
  'look.profile': ['按映射方案“{name}”', 'By the profile “{name}”'], 'look.lacks': ['还缺：{text}。请在下面指定哪一列是它。', 'Still lacking: {text}. Say below which column it is.'], 'look.reset': ['恢复建议', 'Back to what was proposed'],
  'look.created': ['新增', 'new'], 'look.updated': ['更新', 'changes'], 'look.unchanged': ['不变', 'no change'], 'look.taken': ['收下', 'taken'], 'look.refused': ['拒绝', 'refused'], 'look.summary': ['{good} 行收下，{bad} 行拒绝', '{good} taken, {bad} refused'],
  'look.keep': ['保存为该委托方的映射方案', 'Keep as a profile of the creditor'], 'look.name': ['方案名称', 'Name of the profile'], 'look.kept': ['映射方案已保存', 'Profile kept'], 'look.save': ['保存方案', 'Keep'],
  'look.wait': ['所缺的列都有了，这里显示前几行的结果。', 'Once nothing is lacking, what the first rows would become stands here.'], 'look.busy': ['正在读取…', 'Reading…'], 'look.none': ['表头之后没有数据行', 'No rows behind the header'], 'look.choose': ['选择文件后，这里显示每一列的含义和前几行的结果；未导入任何内容。', 'Choose a file: what each column is taken for and what the first rows would become stands here, before anything is imported.'],
  'look.cases': ['仅案件，不进活动', 'Cases only, no campaign'], 'look.whose': ['请先选择活动或委托方', 'Choose a campaign or a creditor first'],
} as const satisfies Pairs;
