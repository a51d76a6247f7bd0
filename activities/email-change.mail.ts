import { LINK_VALID_HOURS } from '../domain/email-change.ts';
import { dateTime, type MailText, mailText, type Sender } from './mail-text.ts';

/** To the new address (manual 4-2 ④). Nobody is named: whoever reads that mailbox may be the wrong person. */
export const verificationMail = (facts: Sender & { token: string; expiresAt: Date }): MailText =>
  mailText(facts, 'メールアドレス変更の確認のお願い', '', [
    'このメールアドレスを、Webユーザー（管理者）の新しいメールアドレスとする手続きを受け付けました。',
    `次のURLを開き、表示された画面のボタンを押すと、変更が完了します。\n${facts.publicUrl}/email-changes/${facts.token}`,
    `有効期限：${dateTime(facts.expiresAt)}（${LINK_VALID_HOURS}時間）\n期限までに操作がない場合、メールアドレスは変更されません。確認メールを再送した場合は、最後に届いたメールのURLだけが有効です。`,
    'お心当たりがない場合は、URLを開かずにこのメールを破棄してください。何も変更されません。',
  ]);

/** To the old address, so that its owner hears of a change that they did not ask for. */
export const changeNoticeMail = (
  facts: Sender & { companyName: string; token: string; requestedAt: Date },
): MailText =>
  mailText(facts, 'メールアドレス変更手続きのお知らせ', `${facts.companyName}\nWebユーザー（管理者） 様`, [
    `${dateTime(facts.requestedAt)}に、Webユーザー（管理者）のメールアドレスを変更する手続きを受け付けました。新しいメールアドレスでの確認が済むまでは、現在のメールアドレスが有効です。`,
    'お客様ご自身の手続きであれば、このメールに対する操作は必要ありません。',
    `お心当たりがない場合は、次のURLを開き「心当たりがない」を押してください。変更の手続きを取り消します。\n${facts.publicUrl}/email-changes/cancel/${facts.token}`,
    'あわせて、Webサービスにログインしてパスワードを変更してください。',
  ]);

/** To the old address, where the change was confirmed before the notice could leave. */
export const changedNoticeMail = (facts: Sender & { companyName: string; changedAt: Date }): MailText =>
  mailText(facts, 'メールアドレス変更のお知らせ', `${facts.companyName}\nWebユーザー（管理者） 様`, [
    `${dateTime(facts.changedAt)}に、Webユーザー（管理者）のメールアドレスが、別のメールアドレスに変更されました。今後のお知らせは、新しいメールアドレスにお送りします。`,
    'お客様ご自身の手続きであれば、このメールに対する操作は必要ありません。',
    'お心当たりがない場合は、ただちにお問い合わせ窓口へご連絡ください。',
  ]);

/** To the new address, once it is the current one. */
export const addressChangedMail = (facts: Sender & { companyName: string; changedAt: Date }): MailText =>
  mailText(facts, 'メールアドレス変更完了のお知らせ', `${facts.companyName}\nWebユーザー（管理者） 様`, [
    `${dateTime(facts.changedAt)}に、Webユーザー（管理者）のメールアドレスの変更が完了しました。今後のお知らせは、このメールアドレスにお送りします。`,
    `登録内容は、ログイン後の「管理項目」で確認できます。\n${facts.publicUrl}`,
    'お心当たりがない場合は、ただちにお問い合わせ窓口へご連絡ください。',
  ]);
