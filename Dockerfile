# One image for all six processes: the command says which one runs.
ARG NODE_VERSION=22
FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npx --no-install tsc -p tsconfig.json && node dist/tools/web/main.js && npm prune --omit=dev --ignore-scripts
# Demonstration issuer, synthetic data, composition and tests have no place in production.
RUN rm -rf dist/tests dist/bench dist/tools/seed dist/tools/generate dist/tools/check dist/tools/proof dist/tools/web \
    dist/tools/issuer/main.js dist/tools/issuer/provider.js dist/tools/issuer/handler.js \
    dist/.tsbuildinfo

FROM node:${NODE_VERSION}-bookworm-slim
ENV MODE=production APOLLO_TELEMETRY_DISABLED=1
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY --from=build /build/schema schema
COPY --from=build /build/policies policies
COPY --from=build /build/screens screens
COPY --from=build /build/tools/referent.mjs tools/referent.mjs
USER node
CMD ["node", "--max-semi-space-size=64", "dist/gateway/main.js"]
