/** The line on which a page asks the kernel for all widgets; the only one a page may open. */
export const CONTROL = "jupyter.widget.control";
