import type { FormValues } from '../answer.ts';
import { textAreaField } from '../fields.ts';
import type { Html } from '../html.ts';

/** What was typed for a form that is no longer there. */
export const keptText = ({ input }: { input?: FormValues | undefined }): Html | undefined =>
  input?.reasonText
    ? textAreaField({
        name: 'keptText',
        label: '入力していた説明',
        mark: false,
        help: '決裁には使われていません。必要な場合は控えてください。',
        value: input.reasonText,
        attributes: { readonly: true },
      })
    : undefined;
