import { withRequested } from '../../../db/change-applications.ts';
import type { ChangeApplication } from '../../../db/schema/change-applications.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import { hasValidCheckDigit } from '../../../domain/corporate-number.ts';
import { isFreeMail, isMobileCarrier } from '../../../domain/mail-domain.ts';
import { postalCodeWarning } from '../../../domain/postal-address.ts';
import { postalAreas } from '../../postal-areas.ts';

export interface Warning {
  title: string;
  body: string;
}

/** What staff should look at twice in the record as it would be; hints, none of them stops a decision. */
export function warningsOf(application: ChangeApplication, party: InsuredParty): Warning[] {
  const { changes } = application;
  const touches = (...keys: string[]) => keys.some((key) => key in changes);
  const requested = withRequested(party, changes);
  return [
    touches('postalCode', 'prefecture', 'city', 'street') && addressWarning(requested),
    corporateNumberWarning(requested.corporateNumber),
    touches('contactEmail') && emailWarning(requested.contactEmail),
  ].filter((warning) => typeof warning === 'object');
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
