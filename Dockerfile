# The bot and its workers: docker build -t atelier . (with a graphics card: docker build --target cuda -t atelier-cuda .)
FROM node:22-bookworm-slim AS node

FROM node AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# ONNX Runtime's package has the libraries of every system in it.
RUN npm ci --omit=dev \
  && rm -r node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM node AS program
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY assets/models ./assets/models
COPY assets/styles ./assets/styles
COPY package.json LICENSE ./

# Any NVIDIA card with CUDA 12; run it with --gpus all.
FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04 AS cuda
COPY --from=program /usr/local/bin/node /usr/local/bin/node
COPY --from=program /app /app
RUN DATA_DIR=/tmp/download node /app/dist/cli.js install-cuda --no-check \
  && mkdir -m 0700 /data && chown 1000:1000 /data
ENV NODE_ENV=production DATA_DIR=/data HEALTH_PORT=9464 NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics
WORKDIR /data
VOLUME /data
USER 1000:1000
# Asks inside the container; HEALTH_PORT is on its loopback address.
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s --retries=3 CMD ["node", "/app/dist/cli.js", "health"]
ENTRYPOINT ["node", "/app/dist/cli.js"]
CMD ["worker"]

FROM program AS atelier
RUN mkdir -m 0700 /data && chown 1000:1000 /data
ENV NODE_ENV=production DATA_DIR=/data HEALTH_PORT=9464
WORKDIR /data
VOLUME /data
USER 1000:1000
# Asks inside the container; HEALTH_PORT is on its loopback address.
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s --retries=3 CMD ["node", "/app/dist/cli.js", "health"]
ENTRYPOINT ["node", "/app/dist/cli.js"]
CMD ["bot"]
