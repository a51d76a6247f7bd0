import { banner } from '../../components.ts';
import type { Context } from '../../context.ts';
import { checkbox } from '../../fields.ts';
import type { Html } from '../../html.ts';

export type Danger = 'change' | 'deletion';

/** The manual's warning before a change (4-10 ④) or a deletion (4-11 ③). */
export const warning = (c: Context, danger: Danger): Html =>
  banner(
    'warning',
    '別の手続きで受取口座として指定されていないか、ご確認ください',
    `別の手続きにおいて保険料返還や保険金請求の受取口座として指定されている場合、当口座を${verb[danger]}することにより、${c.var.services.config.INSTITUTION_NAME}からの送金が行えません。別の手続きがないことをご確認のうえ、${verb[danger]}してください。`,
  );

const verb: Record<Danger, string> = { change: '変更', deletion: '削除' };

/** 確認しました; without it nothing is done. */
export const confirmedBox = (
  danger: Danger,
  { checked, error }: { checked?: boolean; error?: string | undefined },
): Html => checkbox({ name: 'confirmed', label: confirmedLabel[danger], required: true, checked, error });

const confirmedLabel: Record<Danger, string> = {
  change: '変更する口座情報について確認しました',
  deletion: '削除する口座情報について確認しました',
};

export const notConfirmedText = (danger: Danger): string =>
  `内容をご確認のうえ、「${confirmedLabel[danger]}」にチェックしてください。`;
