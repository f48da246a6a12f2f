/** JupyterLab's light and dark theme, as far as the panel asks for it. */

const THEMES = {
  light: {
    "--jp-layout-color0": "white",
    "--jp-layout-color1": "white",
    "--jp-layout-color2": "#eee",
    "--jp-ui-font-color0": "#000",
    "--jp-ui-font-color1": "rgba(0, 0, 0, 0.87)",
    "--jp-border-color2": "#e0e0e0",
    "--jp-brand-color1": "#1976d2",
    "--jp-error-color1": "#d32f2f",
    "--jp-warn-color1": "#f57c00",
  },
  dark: {
    "--jp-layout-color0": "#111",
    "--jp-layout-color1": "#212121",
    "--jp-layout-color2": "#424242",
    "--jp-ui-font-color0": "#fff",
    "--jp-ui-font-color1": "rgba(255, 255, 255, 0.87)",
    "--jp-border-color2": "#424242",
    "--jp-brand-color1": "#2196f3",
    "--jp-error-color1": "#f44336",
    "--jp-warn-color1": "#ff9800",
  },
};

/** Sets the variables and the attribute on the body, as JupyterLab does. */
export function setTheme(name: "light" | "dark"): void {
  const { documentElement: root, body } = document;
  for (const [variable, value] of Object.entries(THEMES[name])) {
    root.style.setProperty(variable, value);
  }
  root.style.setProperty("--jp-ui-font-family", "system-ui, sans-serif");
  root.style.colorScheme = name;
  body.dataset.jpThemeLight = String(name === "light");
}
