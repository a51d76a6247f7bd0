export { accessHistorySealing, accessHistoryUpkeep } from './access-history.ts';
export { changeApplication } from './change-application.ts';
export { dueAlertMails } from './due-alert.ts';
export { emailVerification } from './email-verification.ts';
export { mailResend } from './mail-resend.ts';
export { notice } from './notice.ts';
export { oneTimePassword } from './one-time-password.ts';
export { initialPassword, passwordReissue, staffPassword } from './password-mail.ts';
export { registration } from './registration.ts';
