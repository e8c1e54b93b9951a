# The host, with its dashboard, as one image: docker build -t tickwire .
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json /app/LICENSE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 here and gets SIGTERM itself: clients are told to reconnect, files are closed.
ENTRYPOINT ["node", "dist/host/cli/main.js"]
CMD ["start", "--host", "0.0.0.0", "--port", "8080", "--log-format", "json"]
