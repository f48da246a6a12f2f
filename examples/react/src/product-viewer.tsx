import "prodwidget-blocks";
import type { CameraState, Lighting, ProductViewerElement } from "prodwidget-blocks";
import { type DetailedHTMLProps, type HTMLAttributes, useEffect, useRef } from "react";

interface ElementProps extends DetailedHTMLProps<HTMLAttributes<ProductViewerElement>, ProductViewerElement> {
  iterationId?: string | undefined;
  src?: string | undefined;
  lighting?: Lighting | undefined;
  wireframe?: boolean | undefined;
  camera?: CameraState | null | undefined;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "product-viewer": ElementProps;
    }
  }
}

interface Props {
  iterationId: string;
  src: string;
  lighting: Lighting;
  wireframe: boolean;
  /** Told the sentence that the viewer shows. */
  onFailed?: (message: string) => void;
}

/** The element as a component: what it is given are properties, and its events are callbacks. */
export function ProductViewer({ onFailed, ...props }: Props) {
  const element = useRef<ProductViewerElement>(null);
  useEffect(() => {
    const gone = new AbortController();
    element.current?.addEventListener("failed", ({ detail }) => onFailed?.(detail.message), {
      signal: gone.signal,
    });
    return () => gone.abort();
  }, [onFailed]);
  return <product-viewer ref={element} {...props} />;
}
