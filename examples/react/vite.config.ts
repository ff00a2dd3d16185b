import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The page calls `/graphql` on its own origin; the gateway stands behind it, so no CORS is needed.
const gateway = process.env.REFERENT_URL ?? 'http://127.0.0.1:4000';
const proxy = { '/graphql': { target: gateway, changeOrigin: true } };

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  build: { outDir: 'dist', emptyOutDir: true },
});
