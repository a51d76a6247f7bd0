import type { ExaminedRegistration } from '../../../db/registrations.ts';
import type { InsuredParty } from '../../../db/schema/insured-parties.ts';
import type { Registration } from '../../../db/schema/registrations.ts';
import { insuredPartyKindText } from '../../../domain/insured-party.ts';
import { emailWarning } from '../../../domain/mail-domain.ts';
import { postalCodeWarning } from '../../../domain/postal-address.ts';
import { registrationStageText } from '../../../domain/registration.ts';
import { type Html, html } from '../../html.ts';
import { postalAreas } from '../../postal-areas.ts';
import { likePartiesList } from '../like-parties.ts';
import { readingWarning } from '../reading-warning.ts';
import { problemText } from './refusal-text.ts';
import { obstacleTo } from './take-step.ts';

export interface Warning {
  kind: 'warning' | 'error';
  title: string;
  body: string | Html;
}

/** What staff should look at twice; only an obstacle (`error`) stops an approval. */
export function warningsOf(
  examined: ExaminedRegistration,
  likeParties: InsuredParty[],
  likeRegistrations: Registration[],
): Warning[] {
  const { registration } = examined;
  return [
    obstacle(examined),
    otherKind(examined),
    likeParties.length > 0 && sameParties(registration, likeParties),
    likeRegistrations.length > 0 && otherRegistrations(likeRegistrations),
    registration.details && address(registration.details),
    reading('保険利用者名', registration.details?.name, registration.details?.nameKana),
    reading('代表者氏名', registration.details?.representativeName, registration.details?.representativeKana),
    reading('管理者の氏名', registration.administrator.name, registration.administrator.kana),
    mail('管理者', registration.administrator.email),
    registration.details && mail('ご担当者', registration.details.contactEmail),
  ].filter((warning) => typeof warning === 'object' && warning !== null);
}

function obstacle(examined: ExaminedRegistration): Warning | undefined {
  const problem = obstacleTo(examined);
  return problem && { kind: 'error', ...problemText[problem] };
}

function otherKind({ registration, party }: ExaminedRegistration): Warning | undefined {
  if (registration.kind !== 'administratorOnly' || !party || party.kind === registration.partyKind)
    return undefined;
  return {
    kind: 'warning',
    title: '本店・支店の別が登録と異なります',
    body: `申込みは「${insuredPartyKindText[registration.partyKind]}」、登録は「${insuredPartyKindText[party.kind]}」です。`,
  };
}

const sameParties = ({ details }: Registration, parties: InsuredParty[]): Warning => ({
  kind: 'warning',
  title: '同じ法人番号または名称の保険利用者がすでに登録されています',
  body: likePartiesList(parties, details ?? {}),
});

const otherRegistrations = (others: Registration[]): Warning => ({
  kind: 'warning',
  title: '同じ会社・コードまたはメールアドレスの登録申込みがほかにあります',
  body: html`<ul class="bulleted">${others.map(
    ({ registrationNumber, stage }) =>
      html`<li><a class="number" href="/office/registrations/${registrationNumber}">${registrationNumber}</a>　${registrationStageText[stage]}</li>`,
  )}</ul>`,
});

function address(details: Parameters<typeof postalCodeWarning>[0]): Warning | undefined {
  const body = postalCodeWarning(details, postalAreas);
  return body ? { kind: 'warning', title: '郵便番号と所在地が一致しません', body } : undefined;
}

function reading(label: string, name?: string | null, kana?: string | null): Warning | undefined {
  const body = readingWarning(label, name, kana);
  return body ? { kind: 'warning', title: 'フリガナが名称と一致しません', body } : undefined;
}

function mail(whose: string, email: string): Warning | undefined {
  return emailWarning(email)
    ? {
        kind: 'warning',
        title: `${whose}のメールアドレスは会社のものではない可能性があります`,
        body: `「${email}」はフリーメールまたは携帯電話のアドレスです。会社で管理されているかどうかを確認してください。`,
      }
    : undefined;
}
