import { t } from './t.js';

/** What a group is called. */
export const nameOf = (group: { readonly key: string | null; readonly label: string | null }): string => group.label ?? group.key ?? t('rep.nobody');
