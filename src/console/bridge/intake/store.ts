/** One file on its way in: what was asked, what the server sees in it, and what a person says of its columns. Nothing chosen is lost by an error. */
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { errorText } from '../../shared/api.js';
import { preview, type Ask, type Preview, type PreviewColumn } from './calls.js';
import { choose, whole, type Choices } from './mapping.js';

/** How long a hand that goes from list to list is waited for, ms. */
const SETTLE = 200;

export function useIntake() {
  const form = reactive({ campaignId: '', kind: 'placement', creditorId: '', country: 'CN' });
  const file = shallowRef<File | null>(null);
  const seen = shallowRef<Preview | null>(null);
  const choices = shallowRef<Choices>({});
  /** Said by hand; null: as it is found. */
  const headerRow = ref<number | null>(null);
  const looking = ref(false);
  const wrong = ref('');
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const askable = computed(() => form.campaignId !== '' || form.creditorId !== '');
  const asked = (row: number | null): Ask => ({
    kind: form.kind, ...(form.campaignId === '' ? {} : { campaignId: form.campaignId }), ...(form.creditorId === '' ? {} : { creditorId: form.creditorId }),
    ...(/^[A-Z]{2}$/.test(form.country) ? { defaultCountry: form.country } : {}), ...(row === null ? {} : { headerRow: String(row) }),
  });

  async function look(): Promise<void> {
    const chosen = file.value;
    const mine = ++turn;
    if (chosen === null || !askable.value) { looking.value = false; return; }
    looking.value = true;
    try {
      const answer = await preview(asked(headerRow.value ?? (Object.keys(choices.value).length > 0 ? seen.value?.headerRow ?? null : null)), chosen, choices.value);
      if (mine !== turn) return;
      seen.value = answer;
      wrong.value = '';
    } catch (error) { if (mine === turn) wrong.value = errorText(error); } finally { if (mine === turn) looking.value = false; }
  }
  const soon = (): void => { clearTimeout(timer); looking.value = file.value !== null && askable.value; timer = setTimeout(() => void look(), SETTLE); };

  // Another file, another kind: other columns. The rest of the form changes what rows become, not what columns are.
  watch([file, () => form.kind], () => { choices.value = {}; headerRow.value = null; seen.value = null; wrong.value = ''; soon(); });
  watch(() => [form.campaignId, form.creditorId, form.country], soon);

  return {
    form, file, seen, choices, headerRow, looking, wrong, askable,
    say(column: PreviewColumn, meaning: string): void {
      if (seen.value === null) return;
      choices.value = choose(seen.value, choices.value, column, meaning);
      soon();
    },
    header(row: number | null): void { headerRow.value = row; choices.value = {}; soon(); },
    reset(): void { choices.value = {}; headerRow.value = null; soon(); },
    /** What is imported: just what was seen. */
    order: () => ({ ask: asked(seen.value?.headerRow ?? null), mapping: seen.value === null ? {} : whole(seen.value, choices.value) }),
    done(): void { file.value = null; },
    stop(): void { turn++; clearTimeout(timer); },
  };
}
export type Intake = ReturnType<typeof useIntake>;
