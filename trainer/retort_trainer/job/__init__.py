"""One fine-tuning job in a process of its own: data to student folder, told through files."""
