import { cacheStatistics, viewerStatistics } from "prodwidget-blocks";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../../page.css";
import { App } from "./app.tsx";

// The folder that `write_store.py` fills, or a session that `serve.py` hands out.
const query = new URLSearchParams(location.search);
const store = query.get("store");
const folder = `../../${query.get("folder") ?? "store"}`;
const at = (address: string) => new URL(address, location.href).href;
const productUrl = at(store ?? `${folder}/product.json`);
const statusUrl = at(store ? `${store}/status` : `${folder}/status.json`);

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App productUrl={productUrl} statusUrl={statusUrl} />
  </StrictMode>,
);

Object.assign(globalThis, {
  statistics: () => ({ cache: cacheStatistics(), viewer: viewerStatistics() }),
});
