import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { findServiceAt } from '../../db/linked-services.ts';
import type { LinkedService } from '../../db/schema/linked-services.ts';
import { mayUseService, unambiguousUrl } from '../../domain/linked-service.ts';
import type { AppEnv, Context } from '../context.ts';

/**
 * `GET /gateway/check`, forward authentication for nginx `auth_request`, Traefik ForwardAuth and Caddy forward_auth: 200
 * with who it is, 401 without a session, 403 where the service is not there for this user or a one-time password is due.
 * `X-Madoguchi-Location` says where the proxy may lead a browser that was refused.
 */
export const letThroughOrRefuse: MiddlewareHandler<AppEnv> = async (c, next) => {
  const service = await serviceAskedFor(c);
  if (!c.var.user) {
    c.header('x-madoguchi-location', `${c.var.services.config.PUBLIC_URL}/login`);
    throw new HTTPException(401, { message: 'no session' });
  }
  const refusal = service ? refusalOf(c, service) : 'no such service';
  if (service) {
    c.header('x-madoguchi-service', service.serviceCode);
    c.header(
      'x-madoguchi-location',
      `${c.var.services.config.PUBLIC_URL}/linked-services/${service.serviceCode}`,
    );
  }
  if (refusal) throw new HTTPException(403, { message: refusal });
  await next();
};

export type ServiceRefusal = 'must choose a password' | 'needs a right' | 'needs a one-time password';

/** Why the logged-in user may not use a service (now), or undefined. The one rule for the menu, its links and the gateway. */
export function refusalOf(
  { var: { user, company, session } }: Context,
  service: LinkedService,
): ServiceRefusal | undefined {
  if (session.mustChoosePassword) return 'must choose a password';
  if (!mayUseService(user, company, service.rightNeeded)) return 'needs a right';
  return session.oneTimePasswordDue && !service.exemptFromOneTimePassword
    ? 'needs a one-time password'
    : undefined;
}

/**
 * Which service the proxy was asked for: by the whole `X-Original-URL` (nginx), or by `X-Forwarded-Proto`, `-Host` and `-Uri`
 * (Traefik, Caddy). A visitor can send the other proxy's header along, so where both are there they must name the same
 * service; and a URL that servers could read in two ways names none.
 */
async function serviceAskedFor(c: Context): Promise<LinkedService | undefined> {
  const addresses = [c.req.header('x-original-url'), forwardedUrl(c)].filter((one) => one !== undefined);
  const services: (LinkedService | undefined)[] = [];
  for (const address of addresses) {
    const url = unambiguousUrl(address);
    services.push(url && (await findServiceAt(c.var.services.db, url)));
  }
  const [first, ...others] = services;
  return others.every((other) => other?.serviceCode === first?.serviceCode) ? first : undefined;
}

function forwardedUrl(c: Context): string | undefined {
  const uri = c.req.header('x-forwarded-uri');
  if (uri === undefined) return undefined;
  const { protocol, host } = new URL(c.var.services.config.PUBLIC_URL);
  const scheme = c.req.header('x-forwarded-proto') ?? protocol.slice(0, -1);
  return `${scheme}://${c.req.header('x-forwarded-host') ?? host}${uri}`;
}

/** Who it is, for the service. What can hold Japanese is percent-encoded UTF-8: headers are ASCII. */
export function identityHeaders({ var: { user, company } }: Context): Record<string, string> {
  return {
    'x-madoguchi-user': user.webUserId,
    'x-madoguchi-kind': user.kind,
    'x-madoguchi-insured-code': user.insuredCode,
    'x-madoguchi-company': encodeURIComponent(company.name),
    'x-madoguchi-name': encodeURIComponent(user.name),
    'x-madoguchi-department': encodeURIComponent(user.department),
    'x-madoguchi-title': encodeURIComponent(user.title),
    'x-madoguchi-application-right': user.applicationRight,
    'x-madoguchi-contract-data-right': user.contractDataRight,
    'x-madoguchi-application-data-right': user.applicationDataRight,
  };
}
