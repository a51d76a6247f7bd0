import type { BankAccountKey } from '../../../domain/bank-account.ts';
import { bankAccountLabels } from '../../../domain/bank-account.ts';
import type { FieldErrors } from '../../../domain/field.ts';
import { JAPAN_POST_BANK } from '../../../domain/japan-post-account.ts';
import type { FormValues } from '../../answer.ts';
import { button } from '../../components.ts';
import type { Context } from '../../context.ts';
import { fieldId } from '../../field-frame.ts';
import { attributes, type Html, html } from '../../html.ts';
import { icon } from '../../icons.ts';
import { named } from './account-facts.ts';
import type { Wizard } from './draft.ts';
import type { Chosen } from './form.ts';
import { japanPostFields, type SymbolKey } from './japan-post.ts';

interface Part {
  input: FormValues;
  chosen: Chosen;
  errors?: FieldErrors<BankAccountKey | SymbolKey>;
}

/**
 * 取引先金融機関 and 取引先支店 with their buttons 選択 (manual 4-9 ③): what was chosen is shown, nothing can be typed. The
 * codes travel with the form, as any other choice in it, and are looked up in the bank list whenever they arrive.
 */
export function chosenBranch(c: Context, { path }: Wizard, { input, chosen, errors = {} }: Part): Html {
  const { bank, branch } = chosen;
  return html`<div id="chosen-branch" class="fields">
    ${chosenField({
      name: 'bankCode',
      value: bank ? named(bank.name, bank.bankCode) : undefined,
      code: bank?.bankCode,
      popup: `${path}/banks`,
      help: `選択したい金融機関名または支店名がリストにない場合は、${c.var.services.config.INSTITUTION_NAME}にご相談ください。`,
      error: errors.bankCode,
    })}
    ${chosenField({
      name: 'branchCode',
      value: branch ? named(branch.name, branch.branchCode) : undefined,
      code: branch?.branchCode,
      popup: `${path}/branches`,
      help: bank ? undefined : '先に取引先金融機関を選択してください。',
      error: errors.branchCode,
    })}
    ${(bank?.bankCode === JAPAN_POST_BANK || errors.symbol || errors.symbolNumber) && japanPostFields(path, input, errors)}
  </div>`;
}

interface ChosenField {
  name: 'bankCode' | 'branchCode';
  value: Html | undefined;
  code: string | undefined;
  /** Where 選択 leads. */
  popup: string;
  help: string | undefined;
  error: string | undefined;
}

function chosenField({ name, value, code, popup, help, error }: ChosenField): Html {
  const id = fieldId(name);
  const label = bankAccountLabels[name];
  const describedBy = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ');
  return html`<fieldset class="field field-group"${attributes({ 'data-invalid': error ? true : undefined })}>
    <legend class="label">${label}<span class="mark" data-required>必須</span></legend>
    ${help && html`<p class="help" id="${id}-help">${help}</p>`}
    <input type="hidden" name="${name}" value="${code}">
    <div class="chosen-row">
      <output class="chosen-value" id="${id}-value" aria-label="選択されている${label}">${value ?? html`<span class="nothing">選択されていません</span>`}</output>
      ${button({
        text: '選択',
        attributes: {
          id,
          formaction: popup,
          'hx-post': popup,
          'hx-target': '#popup',
          'hx-swap': 'innerHTML',
          'aria-label': `${label}を選択`,
          'aria-describedby': describedBy || undefined,
        },
      })}
    </div>
    ${error && html`<p class="error-text" id="${id}-error">${icon('error')}<span>${error}</span></p>`}
  </fieldset>`;
}
