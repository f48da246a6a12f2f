"""What turns a prompt into a model; one module or package a provider."""
