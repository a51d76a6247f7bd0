import { withRequested } from '../../../db/change-applications.ts';
import { type Likeness, likenessOf } from '../../../db/like-parties.ts';
import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { type LeftBehind, leftBehind } from '../../../domain/companion-fields.ts';
import { hasValidCheckDigit } from '../../../domain/corporate-number.ts';
import { labelsOf } from '../../../domain/insured-party.ts';
import { isFreeMail, isMobileCarrier } from '../../../domain/mail-domain.ts';
import { postalCodeWarning } from '../../../domain/postal-address.ts';
import type { Html } from '../../html.ts';
import { postalAreas } from '../../postal-areas.ts';
import { likePartiesList } from '../like-parties.ts';
import { readingWarning } from '../reading-warning.ts';

export interface Warning {
  title: string;
  body: string | Html;
}

/** What staff should look at twice in the record as it would be; hints, none of them stops a decision. */
export function warningsOf(
  application: ChangeApplication,
  party: InsuredParty,
  likeParties: readonly InsuredParty[],
): Warning[] {
  const { changes } = application;
  const touches = (...keys: string[]) => keys.some((key) => key in changes);
  const requested = withRequested(party, changes);
  const { name, nameKana, representativeName, representativeKana } = requested;
  return [
    likeParties.length > 0 && sameParties(likeParties, likenessOf(application)),
    corporateNumberWarning(requested.corporateNumber),
    touches('postalCode', 'prefecture', 'city', 'street') && addressWarning(requested),
    touches('name', 'nameKana') && reading('保険利用者名', name, nameKana),
    touches('representativeName', 'representativeKana') &&
      reading('代表者氏名', representativeName, representativeKana),
    ...leftBehind(Object.keys(changes)).map(staysBehind),
    touches('contactEmail') && emailWarning(requested.contactEmail),
  ].filter((warning) => typeof warning === 'object');
}

const sameParties = (parties: readonly InsuredParty[], likeness: Likeness): Warning => ({
  title: '同じ法人番号または名称の保険利用者がほかに登録されています',
  body: likePartiesList(parties, likeness),
});

function reading(label: string, name: string | null, kana: string | null): Warning | undefined {
  const body = readingWarning(label, name, kana);
  return body ? { title: 'フリガナが名称と一致しません', body } : undefined;
}

function staysBehind({ changed, companion }: LeftBehind): Warning {
  const [of, stays] = [labelsOf([changed])[0] ?? '', labelsOf([companion])[0] ?? ''];
  return {
    title: `${of}だけが変わり、${stays}は変わりません`,
    body: '変更の漏れでないかを確認してください。',
  };
}

function addressWarning(address: Parameters<typeof postalCodeWarning>[0]): Warning | undefined {
  const body = postalCodeWarning(address, postalAreas);
  return body ? { title: '郵便番号と所在地が一致しません', body } : undefined;
}

const corporateNumberWarning = (number: string | null): Warning | undefined =>
  number !== null && !hasValidCheckDigit(number)
    ? {
        title: '法人番号の検査用数字が一致しません',
        body: `法人番号${number}は正しい番号ではありません。国税庁の法人番号公表サイトなどで確認してください。`,
      }
    : undefined;

function emailWarning(email: string): Warning | undefined {
  const sort = isMobileCarrier(email)
    ? '携帯電話・スマートフォン'
    : isFreeMail(email)
      ? 'フリーメール'
      : undefined;
  return sort
    ? {
        title: `ご担当者のメールアドレスは${sort}のものです`,
        body: `「${email}」が会社で管理されているメールアドレスかどうかを確認してください。`,
      }
    : undefined;
}
