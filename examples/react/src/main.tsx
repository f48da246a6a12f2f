import { cacheStatistics, viewerStatistics } from "prodwidget-blocks";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../../page.css";
import { App } from "./app.tsx";

// The folder that `write_store.py` fills, or a session that `serve.py` hands out.
const store = new URLSearchParams(location.search).get("store") ?? "";
const productUrl = new URL(store || "../../store/product.json", location.href).href;
const statusUrl = new URL(store ? `${store}/status` : "../../store/status.json", location.href).href;

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App productUrl={productUrl} statusUrl={statusUrl} />
  </StrictMode>,
);

Object.assign(globalThis, {
  statistics: () => ({ cache: cacheStatistics(), viewer: viewerStatistics() }),
});
