export { changeApplication } from './change-application.ts';
export { emailVerification } from './email-verification.ts';
