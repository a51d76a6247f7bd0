import { fieldGroupsOf, insuredPartyKindText } from '../../../domain/insured-party.ts';
import { personalDetailsFields } from '../../../domain/personal-details.ts';
import { registrationKindText } from '../../../domain/registration.ts';
import { definitionList, section } from '../../components.ts';
import type { Html } from '../../html.ts';
import type { RegistrationRequest } from './form.ts';

/** All that was entered, as it will be registered: for the confirm page and for staff. */
export function requestSections(request: RegistrationRequest): Html[] {
  const { kind, partyKind, details, insuredCode, wantsComprehensiveInsurance, administrator } = request;
  const groups = details
    ? fieldGroupsOf(partyKind).map(({ group, fields }) =>
        section({
          title: `保険利用者：${group}`,
          content: definitionList(
            fields.map((field) => ({ label: field.label, value: field.format(details[field.key]) })),
          ),
        }),
      )
    : [];
  return [
    section({
      title: '登録する内容',
      content: definitionList([
        { label: '登録の種類', value: registrationKindText[kind] },
        { label: '本店・支店の別', value: insuredPartyKindText[partyKind] },
        ...(kind === 'administratorOnly' ? [{ label: '保険利用者コード', value: insuredCode }] : []),
        ...(details
          ? [
              {
                label: '企業総合保険の利用希望',
                value: wantsComprehensiveInsurance ? '希望する' : '希望しない',
              },
            ]
          : []),
      ]),
    }),
    ...groups,
    section({
      title: 'Webユーザー（管理者）',
      content: definitionList(
        personalDetailsFields.flatMap(({ key, label }) =>
          key === 'emailAgain' ? [] : [{ label, value: administrator[key] }],
        ),
      ),
    }),
  ];
}
