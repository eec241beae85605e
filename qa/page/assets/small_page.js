// Light or dark as the system has it, unless the address says.
const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = new URLSearchParams(location.search).get("theme");
const paint = () => document.documentElement.classList.toggle("dark", theme ? theme === "dark" : dark.matches);
dark.addEventListener("change", paint);
paint();
