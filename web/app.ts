import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { onBehalfOf } from '../db/request-context.ts';
import { requireStaff, requireUser } from './access.ts';
import { assets } from './assets.ts';
import { clientAddress } from './client-address.ts';
import type { AppEnv, Context, Services } from './context.ts';
import { declaredRoutes } from './declared-access.ts';
import { handleError, handleNotFound } from './errors.ts';
import { gatewayRoutes } from './gateway/routes.ts';
import { health } from './health.ts';
import { firstThingsFirst } from './office/first-things.ts';
import { officeRoutes, publicOfficeRoutes } from './office/routes.ts';
import { accessHistoryRoutes } from './portal/access-history/routes.ts';
import { administratorRoutes } from './portal/administrator/routes.ts';
import { applicantRoutes } from './portal/applicants/routes.ts';
import { bankAccountRoutes } from './portal/bank-accounts/routes.ts';
import { changeApplicationRoutes } from './portal/change-applications/routes.ts';
import { companies } from './portal/companies/routes.ts';
import { emailChangeRoutes } from './portal/email-changes/routes.ts';
import { insuredParty } from './portal/insured-party/routes.ts';
import { linkedServiceRoutes } from './portal/linked-services/routes.ts';
import { login } from './portal/login/routes.ts';
import { oneTimePasswordRoutes } from './portal/one-time-password/routes.ts';
import { ownDetails } from './portal/own-details/routes.ts';
import { choosePasswordFirst } from './portal/password/choose-first.ts';
import { passwordRoutes } from './portal/password/routes.ts';
import { passwordReissueRoutes } from './portal/password-reissue/routes.ts';
import { registrationRoutes } from './portal/registration/routes.ts';
import { sessionRoutes } from './portal/sessions/routes.ts';
import { userPageRoutes } from './portal/user-page/routes.ts';
import { readableFormsOnly } from './readable-form.ts';
import { requestOf } from './request-id.ts';
import { requestLine } from './request-line.ts';
import { requestSpan } from './request-span.ts';
import { sameOriginOnly } from './same-origin.ts';
import { readSession } from './sessions.ts';

/** Bytes of a form at most; ours are far smaller. */
const LARGEST_FORM = 256 * 1024;

/**
 * The whole web server. The order of what follows is the security of it: read it from the top. Whom a route answers
 * stands beside the route, and a server with a route that does not say it does not start (`declaredRoutes`).
 */
export function createApp(services: Services): Hono<AppEnv> {
  const secure = services.config.PUBLIC_URL.startsWith('https:');

  const app = new Hono<AppEnv>();
  app.onError(handleError);
  app.notFound(handleNotFound);

  app.use(async (c, next) => {
    const peer = c.env?.incoming ? getConnInfo(c).remote.address : undefined;
    c.set('services', services);
    const { requestId, traceparent } = requestFrom(c, peer);
    c.set('requestId', requestId);
    c.set('traceparent', traceparent);
    c.set('address', addressOf(c, peer));
    c.header('x-request-id', requestId);
    await onBehalfOf({ requestId }, next);
  });
  app.use(requestSpan);
  app.use(requestLine);
  app.use('/email-changes/*', noPathInReferrer);
  app.use(securityHeaders(secure));
  app.route('/', health);
  app.route('/assets', assets);

  app.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });
  app.use('/gateway/check', readSession('webUser'));
  app.route('/gateway', gatewayRoutes);
  app.use(sameOriginOnly);
  app.use(
    bodyLimit({
      maxSize: LARGEST_FORM,
      onError: () => {
        throw new HTTPException(413);
      },
    }),
  );
  app.use(readableFormsOnly);

  app.use('/office/*', readSession('staff'));
  app.route('/office', publicOfficeRoutes);
  app.use('/office/*', requireStaff);
  app.use('/office/*', firstThingsFirst);
  app.route('/office', officeRoutes);
  app.all('/office/*', handleNotFound);

  app.use(readSession('webUser'));
  app.use(choosePasswordFirst);
  app.route('/', login);
  app.route('/email-changes', emailChangeRoutes);
  app.route('/registration', registrationRoutes);
  app.route('/password-reissue', passwordReissueRoutes);

  app.use(requireUser);
  app.route('/', userPageRoutes);
  app.route('/linked-services', linkedServiceRoutes);
  app.route('/one-time-password', oneTimePasswordRoutes);
  app.route('/password', passwordRoutes);
  app.route('/sessions', sessionRoutes);
  app.route('/own-details', ownDetails);
  app.route('/companies', companies);
  app.route('/insured-party', insuredParty);
  app.route('/change-applications', changeApplicationRoutes);
  app.route('/administrator', administratorRoutes);
  app.route('/applicants', applicantRoutes);
  app.route('/bank-accounts', bankAccountRoutes);
  app.route('/access-history', accessHistoryRoutes);
  declaredRoutes(app);
  return app;
}

/** ASVS V3.4.1, V3.4.3, V3.4.4, V3.4.6: on every answer, assets and errors included. */
const securityHeaders = (secure: boolean) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    strictTransportSecurity: secure ? 'max-age=31536000; includeSubDomains' : false,
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [] },
  });

/**
 * The path of these pages holds a secret. `strict-origin` tells nobody the path, not even our own assets; `no-referrer`
 * would also blank the Origin of their forms, which browsers without Sec-Fetch-Site (plain HTTP) are recognised by.
 */
const noPathInReferrer: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  c.header('referrer-policy', 'strict-origin');
};

const requestFrom = (c: Context, peer: string | undefined) =>
  requestOf(
    peer,
    { requestId: c.req.header('x-request-id'), traceparent: c.req.header('traceparent') },
    c.var.services.config.TRUSTED_PROXIES,
  );

function addressOf(c: Context, peer: string | undefined): string {
  const { config } = c.var.services;
  const address = clientAddress(peer, c.req.header('x-forwarded-for'), {
    trustedProxies: config.TRUSTED_PROXIES,
    demoAddress: config.DEMO_CLIENT_ADDRESS,
  });
  return address ?? '';
}
