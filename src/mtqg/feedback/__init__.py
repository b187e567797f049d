"""What goes back to a province: its own workbook with findings at their cells, a receipt, an officer's digest."""
