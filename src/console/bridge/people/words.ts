import type { Pairs } from '../../shared/pair.js';

/** A person's account, as an administrator sees it. */
export const peopleWords = {
  'acct.open': ['管理', 'Manage'], 'acct.openOf': ['管理 {name}', 'Manage {name}'], 'acct.filter': ['筛选：姓名、登录名', 'Filter: name, login'], 'acct.enabled': ['在用', 'enabled'], 'acct.disabled': ['已停用', 'disabled'], 'acct.mustChange': ['待改密码', 'must change password'],
  'acct.person': ['资料', 'Person'], 'acct.save': ['保存', 'Save'], 'acct.saved': ['已保存', 'Saved'], 'acct.access': ['登录与安全', 'Access'], 'acct.why': ['原因（必填，写入审计）', 'Why (needed, kept in the audit trail)'], 'acct.whyHint': ['改角色以及下面的每一项操作都要写原因。', 'A new role and each act below need one.'],
  'acct.lock': ['登录', 'Login'], 'acct.locked': ['失败过多，{n} 秒内锁定', 'locked for {n} s after too many failures'], 'acct.notLocked': ['未锁定', 'not locked'], 'acct.unlock': ['解锁', 'Unlock'], 'acct.unlocked': ['已解锁', 'Unlocked'],
  'acct.factor': ['第二因素', 'Second factor'], 'acct.factor.on': ['自 {at} 起开启', 'on since {at}'], 'acct.factor.off': ['未开启', 'off'], 'acct.factor.pending': ['设置中，未确认', 'begun, not confirmed'], 'acct.factorRemove': ['移除', 'Remove'], 'acct.factorRemoved': ['已移除，下次登录只要密码', 'Removed: the next login asks for the password alone'],
  'acct.sessions': ['会话', 'Sessions'], 'acct.sessions.none': ['没有打开的会话', 'none open'], 'acct.sessions.open': ['{n} 个，最近 {at}', '{n} open, last used {at}'], 'acct.end': ['全部结束', 'End all'], 'acct.ended': ['已结束 {n} 个会话', '{n} sessions ended'],
  'acct.password': ['密码', 'Password'], 'acct.password.must': ['下次登录必须修改', 'must be changed at the next login'], 'acct.password.ok': ['已设置', 'set'], 'acct.reset': ['重置', 'Reset'], 'acct.once': ['一次性密码（只显示这一次，首次登录必须修改）', 'One-time password (shown this once, to be changed at the first login)'],
  'acct.account': ['账号', 'Account'], 'acct.disable': ['停用', 'Disable'], 'acct.enable': ['启用', 'Enable'], 'acct.disabledNow': ['已停用，会话已结束', 'Disabled, sessions ended'], 'acct.enabledNow': ['已启用', 'Enabled'], 'acct.self': ['这是您自己：不能停用自己或改自己的角色', 'This is you: you cannot disable yourself or change your own role'],
} as const satisfies Pairs;
